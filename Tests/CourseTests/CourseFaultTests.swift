import Foundation
import GoldenFiles
import Records
import Testing

@testable import Course

/// Each test spoils a valid course in one way and reads what is said about it.
@Suite struct CourseFaultTests {
  @Test func `a missing grader file is an error`() throws {
    let copy = try CourseCopy()
    try copy.remove("grader.yml")
    #expect(copy.faults == "grader.yml:1:1: error: cannot open the file: No such file or directory")
  }

  @Test(arguments: [
    "more/02-two-doors/README.md", "more/02-two-doors/README.zh-Hans.md", "more/02-two-doors/swift/TwoDoors.swift",
    "more/02-two-doors/swift/Properties.swift", "exercises/01-turnstile/hints/1.en.md",
    "exercises/01-turnstile/hints/2.zh-Hans.md", "solutions/01-turnstile/swift/Turnstile.swift",
  ]) func `a missing file is an error that names it`(path: String) throws {
    let copy = try CourseCopy()
    try copy.remove(path)
    #expect(copy.headlines.count == 1)
    #expect(copy.headlines.contains { $0.hasPrefix("\(path):1:1: error: missing file: ") })
  }

  @Test(arguments: [("more/02-two-doors/exercise.yml"), ("solutions/01-turnstile/mutants.yml")])
  func `a missing manifest is an error`(path: String) throws {
    let copy = try CourseCopy()
    try copy.remove(path)
    #expect(copy.headlines == ["\(path):1:1: error: cannot open the file: No such file or directory"])
  }

  @Test func `hints have no gaps and no strangers`() throws {
    let copy = try CourseCopy()
    let hints = "exercises/01-turnstile/hints"
    try copy.write("\(hints)/4.en.md", "x")
    try copy.write("\(hints)/notes.txt", "x")
    try copy.write("\(hints)/05.en.md", "x")
    try copy.write("\(hints)/6.fr.md", "x")
    #expect(
      copy.headlines == [
        "\(hints)/05.en.md:1:1: error: not a hint",
        "\(hints)/3.en.md:1:1: error: missing file: step 3 of the hints in `en`",
        "\(hints)/3.zh-Hans.md:1:1: error: missing file: step 3 of the hints in `zh-Hans`",
        "\(hints)/4.zh-Hans.md:1:1: error: missing file: step 4 of the hints in `zh-Hans`",
        "\(hints)/6.fr.md:1:1: error: not a hint",
        "\(hints)/notes.txt:1:1: error: not a hint",
      ])
  }

  @Test func `properties in the manifest and in the file must be the same`() throws {
    let copy = try CourseCopy()
    try copy.replace(
      "Property(\"counts-everyone\")", with: "Property(\"count-everyone\")",
      in: "exercises/01-turnstile/swift/Properties.swift")
    #expect(
      copy.faults == """
        exercises/01-turnstile/exercise.yml:6:9: error: property `counts-everyone` is not declared in exercises/01-turnstile/swift/Properties.swift
            - id: counts-everyone
                  ^
          hint: did you mean `count-everyone`?
        exercises/01-turnstile/swift/Properties.swift:5:12: error: property `count-everyone` is not listed in exercises/01-turnstile/exercise.yml
            Property("count-everyone") { execution in
                     ^
          hint: did you mean `counts-everyone`?
        """)
  }

  @Test func `a property declared twice or with a computed identifier is an error`() throws {
    let copy = try CourseCopy()
    try copy.write(
      "more/02-two-doors/swift/Properties.swift",
      """
      let properties = [
        Property("opens-one-at-a-time") { _ in }, Property("opens-one-at-a-time") { _ in },
        Property(name) { _ in },
      ]
      """)
    let file = "more/02-two-doors/swift/Properties.swift"
    #expect(
      copy.headlines == [
        "\(file):2:54: error: property `opens-one-at-a-time` is declared twice",
        "\(file):3:12: error: a property's identifier must be a plain string literal here",
      ])
  }

  @Test(arguments: [
    ("points: 10", "points: 0", "7:13: error: expected an integer from 1 to 1000, found integer `0`"),
    ("points: 10", "points: -5", "7:13: error: expected an integer from 1 to 1000, found integer `-5`"),
    ("points: 10", "pionts: 10", "6:5: error: missing key `points`"),
    ("zh-Hans: 旋转门", "zh-Hans: ''", "1:33: error: expected a string that is not empty, found an empty string"),
    (", zh-Hans: 旋转门", "", "1:8: error: missing key `zh-Hans`"),
    ("id: counts-everyone", "id: Counts_Everyone", "6:9: error: expected an identifier in kebab case"),
    ("id: lets-everyone-through", "id: counts-everyone", "10:9: error: property `counts-everyone` is listed twice"),
    ("visibility: hidden", "visibility: hiden", "12:17: error: expected one of `visible`, `hidden`"),
    ("section: 1", "section: al", "2:10: error: expected the number of a section, from 1 to 999, or `all`"),
    ("languages: [swift]", "languages: []", "4:12: error: expected a list with at least one item"),
    ("languages: [swift]", "languages: [python]", "4:13: error: the course does not use `python`"),
    ("order: 10", "order: 2", "3:8: error: order 2 is already that of `02-two-doors`"),
    ("steps: 5000", "steps: 5", "15:22: error: expected an integer from 100 to 10000000, found integer `5`"),
    ("schedules: 200", "schedules: 0", "16:21: error: expected an integer from 1 to 1000000"),
    (
      "[pct-2]", "[pct-9]",
      "16:39: error: expected one of `pct-2`, `pct-3`, `pos`, `random`, `surw`, found string `pct-9`"
    ),
    ("swiftLanguageMode: 6", "swiftLanguageMode: 4", "17:20: error: expected an integer from 5 to 6"),
    ("races: failure", "races: fatal", "18:8: error: expected one of `failure`, `remark`, found string `fatal`"),
    ("visibility: hidden", "races: never", "12:12: error: expected one of `failure`, `remark`, found string `never`"),
    (
      "visibility: hidden", "limits: {steps: 5}",
      "12:21: error: expected an integer from 100 to 10000000, found integer"
    ),
    ("visibility: hidden", "limits: {memoryMiB: 64}", "12:14: error: unknown key `memoryMiB`"),
    ("swiftLanguageMode: 6", "swiftLanguageMod: 6", "17:1: error: unknown key `swiftLanguageMod`"),
  ]) func `a fault in a manifest is reported where it stands`(old: String, new: String, expected: String) throws {
    let copy = try CourseCopy()
    // The second place comes last, so that an equal order is reported for the exercise that is spoilt.
    try copy.replace("[exercises, more]", with: "[more, exercises]", in: "grader.yml")
    try copy.replace(old, with: new, in: "exercises/01-turnstile/exercise.yml")
    #expect(copy.faults.contains("exercises/01-turnstile/exercise.yml:\(expected)"), "\(copy.faults)")
  }

  @Test(arguments: [
    ("build: {processes: 63}", "an integer from 64 to 4096, found integer `63`"),
    ("build: {memoryMiB: 2047}", "an integer from 2048 to 65536, found integer `2047`"),
  ]) func `limits under which a compiler hangs are the course's fault`(limits: String, expected: String) throws {
    let copy = try CourseCopy()
    try copy.replace("execution: {threads: 32}", with: limits, in: "grader.yml")
    #expect(copy.faults.contains("grader.yml:6:"))
    #expect(copy.faults.contains("error: expected \(expected)"))
  }

  @Test(arguments: [
    ("execution: {threads: -5}", "6:24: error: expected an integer from 1 to 4096, found integer `-5`"),
    ("execution: {memoryMiB: 1.5}", "6:26: error: expected an integer from 16 to 65536, found number `1.5`"),
    ("execution: {wallSeconds: \"5\"}", "6:28: error: expected an integer from 1 to 3600, found string `5`"),
    ("execution: {thread: 5}", "6:15: error: unknown key `thread`"),
    ("exec: {threads: 5}", "6:3: error: unknown key `exec`"),
    ("build: []", "6:10: error: expected a mapping, found a list"),
    (
      "build: {}\nsandbox: {tier: ful}",
      "7:17: error: expected one of `confined`, `full`, `full+cgroup`, found string `ful`"
    ),
    ("build: {}\nsandbox: {teir: full}", "7:11: error: unknown key `teir`"),
    ("build: {}\nsandbox: full", "7:10: error: expected a mapping, found string `full`"),
    (
      "build: {}\nbudget: {schedules: 1000001}",
      "7:21: error: expected an integer from 1 to 1000000, found integer `1000001`"
    ),
    ("build: {}\nbudget: {seed: -1}", "7:16: error: expected an integer from 0 to \(Int.max), found integer `-1`"),
  ]) func `a fault in limits, isolation or budget is reported where it stands`(lines: String, expected: String) throws {
    let copy = try CourseCopy()
    try copy.replace("execution: {threads: 32}", with: lines, in: "grader.yml")
    #expect(copy.headlines == ["grader.yml:\(expected)"])
  }

  @Test func `a place that does not exist is an error`() throws {
    let copy = try CourseCopy()
    try copy.replace("[exercises, more]", with: "[exercises, mor]", in: "grader.yml")
    #expect(copy.headlines == ["grader.yml:4:24: error: there is no folder `mor`"])
  }

  @Test(arguments: [
    ("{}", "grader.yml:4:12: error: expected at least one language"),
    ("{swift: 6}", "grader.yml:4:20: error: expected a mapping, found integer `6`"),
    ("{swift: {toolchian: x}}", "grader.yml:4:21: error: unknown key `toolchian`"),
    ("{swfit: {}, python: {}}", "grader.yml:4:13: error: unknown key `swfit`"),
    ("{swift: {}, python: {toolchain: x}}", "grader.yml:4:33: error: unknown key `toolchain`"),
  ]) func `a fault in the languages is one error`(languages: String, expected: String) throws {
    let copy = try CourseCopy()
    try copy.replace("exercises:", with: "languages: \(languages)\nexercises:", in: "grader.yml")
    #expect(copy.headlines.filter { $0.hasPrefix("grader.yml") } == [expected])
  }

  @Test func `an empty path is an error`() throws {
    let copy = try CourseCopy()
    try copy.replace("[exercises, more]", with: "[exercises, more, '']", in: "grader.yml")
    #expect(copy.headlines == ["grader.yml:4:30: error: expected a string that is not empty, found an empty string"])
  }

  @Test func `a folder's name must be a number and a name in kebab case`() throws {
    let copy = try CourseCopy()
    try copy.move("more/02-two-doors", to: "more/2-TwoDoors")
    #expect(
      copy.headlines.contains(
        "more/2-TwoDoors:1:1: error: an exercise's folder is named `NN-kebab-case`, not `2-TwoDoors`"))
    try copy.move("more/2-TwoDoors", to: "more/two-doors")
    #expect(copy.headlines.contains { $0.contains("not `two-doors`") })
  }

  @Test func `an identifier is unique over all places`() throws {
    let copy = try CourseCopy()
    try copy.write("more/01-turnstile/exercise.yml", "")
    #expect(
      copy.headlines == ["more/01-turnstile:1:1: error: exercise `01-turnstile` is also at exercises/01-turnstile"])
  }

  @Test func `what stands beside the stub is an error`() throws {
    let copy = try CourseCopy()
    try copy.write("more/02-two-doors/swift/Twodoors.swift", "")
    #expect(copy.headlines == ["more/02-two-doors/swift/Twodoors.swift:1:1: error: not part of an exercise"])
    #expect(copy.faults.contains("hint: the stub is `TwoDoors.swift`"))
  }

  @Test func `a mutant names a property that exists`() throws {
    let copy = try CourseCopy()
    try copy.replace(
      "property: counts-everyone", with: "property: counts-everybody", in: "solutions/01-turnstile/mutants.yml")
    #expect(
      copy.faults == """
        solutions/01-turnstile/mutants.yml:6:13: error: exercise `01-turnstile` has no property `counts-everybody`
            property: counts-everybody
                      ^
          hint: did you mean `counts-everyone`?
        """)
  }

  @Test func `mutants and their folders must match`() throws {
    let copy = try CourseCopy()
    try copy.move(
      "solutions/01-turnstile/mutants/swift/counts-without-lock",
      to: "solutions/01-turnstile/mutants/swift/counts-without-a-lock")
    #expect(
      copy.faults == """
        solutions/01-turnstile/mutants.yml:4:1: error: mutant `counts-without-lock` has no program
          counts-without-lock:
          ^
          hint: expected at solutions/01-turnstile/mutants/swift/counts-without-lock/Turnstile.swift
        solutions/01-turnstile/mutants/swift/counts-without-a-lock:1:1: error: mutant `counts-without-a-lock` is not listed in solutions/01-turnstile/mutants.yml
          hint: did you mean `counts-without-lock`?
        """)
  }

  @Test func `a mutant's name occurs once and is in kebab case`() throws {
    let copy = try CourseCopy()
    try copy.replace("counts-without-lock:", with: "forgets-to-unlock:", in: "solutions/01-turnstile/mutants.yml")
    #expect(copy.faults.contains("mutants.yml:4:1: error: duplicate key `forgets-to-unlock`; it is first on line 1"))
    try copy.replace("forgets-to-unlock:", with: "Forgets:", in: "solutions/01-turnstile/mutants.yml")
    #expect(copy.faults.contains("mutants.yml:1:1: error: a mutant's name is in kebab case, not `Forgets`"))
  }

  @Test func `a solution of no exercise is an error`() throws {
    let copy = try CourseCopy()
    try copy.move("solutions/01-turnstile", to: "solutions/01-turnstyle")
    #expect(
      copy.faults == """
        solutions/01-turnstyle:1:1: error: a solution of no exercise
          hint: did you mean `01-turnstile`?
        """)
  }

  @Test func `a part to predict asks for questions and answers`() throws {
    let copy = try CourseCopy()
    try copy.replace(
      "languages:", with: "parts: [implement, predict]\nlanguages:", in: "exercises/01-turnstile/exercise.yml")
    #expect(
      copy.headlines == [
        "exercises/01-turnstile/predict/questions.yml:1:1: error: missing file: the questions",
        "solutions/01-turnstile/predict/answers.yml:1:1: error: missing file: the answers",
      ])
  }

  @Test func `everything wrong in all files is reported at once, and each time the same`() throws {
    let copy = try CourseCopy()
    try copy.replace("zh-Hans: 小课程", with: "zh_Hans: 小课程", in: "grader.yml")
    try copy.replace("title:", with: "titel:", in: "more/02-two-doors/exercise.yml")
    try copy.replace("points: 1", with: "points: one", in: "more/02-two-doors/exercise.yml")
    try copy.remove("more/02-two-doors/README.md")
    try copy.replace("points: 5", with: "points: 5000", in: "exercises/01-turnstile/exercise.yml")
    try copy.write("solutions/01-turnstile/mutants.yml", "a: &a [*a]")
    let first = copy.faults
    #expect(copy.faults == first)
    #expect(differenceFromGolden(first + "\n", "broken-course.txt") == nil)
  }
}
