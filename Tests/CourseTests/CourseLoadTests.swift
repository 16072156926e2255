import Foundation
import Records
import Testing

@testable import Course

@Suite struct CourseLoadTests {
  @Test func `a valid course loads with all that its files say`() throws {
    let course = try Course.load(root: Fixtures.mini)
    #expect(course.title[.english] == "A small course")
    #expect(course.title[.simplifiedChinese] == "小课程")
    #expect(course.tier == .full)
    #expect(course.textLanguages == [.english, .simplifiedChinese])
    #expect(course.languages == [.swift: LanguageSettings()])
    #expect(course.limits.execution.threads == 32)
    #expect(course.budget == ExplorationBudget())
    // By order, 10 after 2, not by folder.
    #expect(course.exercises.map(\.id) == ["02-two-doors", "01-turnstile"])
  }

  @Test func `an exercise has what its manifest says`() throws {
    let exercise = try Course.load(root: Fixtures.mini).exercise(matching: "turnstile")
    #expect(exercise.title[.simplifiedChinese] == "旋转门")
    #expect(exercise.section == .number(1))
    #expect(exercise.order == 10)
    #expect(exercise.languages == [.swift])
    #expect(exercise.parts == [.implement])
    #expect(exercise.swiftLanguageMode == 6)
    #expect(exercise.points == 15)
    #expect(exercise.properties.map(\.id) == ["counts-everyone", "lets-everyone-through"])
    #expect(exercise.properties.map(\.visibility) == [.visible, .hidden])
    #expect(exercise.properties[0].hint?[.english] == "Two people may pass at once.")
    #expect(exercise.properties[1].hint == nil)
  }

  @Test func `an exercise overrides limits and budget key by key`() throws {
    let course = try Course.load(root: Fixtures.mini)
    let turnstile = try course.exercise(matching: "turnstile")
    var limits = course.limits
    limits.execution.steps = 5000
    limits.execution.memoryBytes = 64 << 20
    #expect(turnstile.limits == limits)
    #expect(turnstile.budget.schedules == 200)
    #expect(turnstile.budget.seed == 1)
    #expect(turnstile.budget.strategies == ["pct-2"])
    let doors = try course.exercise(matching: "two-doors")
    #expect(doors.limits == course.limits)
    #expect(doors.budget == course.budget)
    #expect(doors.section == .all)
    #expect(doors.order == 2)
    #expect(doors.swiftLanguageMode == 5)
  }

  @Test func `what a race means is the exercise's to say, and each property's`() throws {
    let copy = try CourseCopy()
    let exercise = "exercises/01-turnstile/exercise.yml"
    try copy.replace("visibility: hidden", with: "races: remark", in: exercise)
    let course = try Course.load(root: copy.root)
    #expect(try course.exercise(matching: "turnstile").properties.map(\.races) == [.failure, .remark])
    #expect(try course.exercise(matching: "two-doors").properties.allSatisfy { $0.races == .remark })
  }

  @Test func `a property may go on for longer than the others of its exercise`() throws {
    let copy = try CourseCopy()
    let manifest = "exercises/01-turnstile/exercise.yml"
    try copy.replace("visibility: hidden", with: "limits: {processorSeconds: 3, wallSeconds: 40}", in: manifest)
    let exercise = try Course.load(root: copy.root).exercise(matching: "turnstile")
    #expect(exercise.properties[0].limits == exercise.limits.execution)
    var own = exercise.limits.execution
    (own.processorSeconds, own.wallSeconds) = (3, 40)
    #expect(exercise.properties[1].limits == own)
    #expect(own.steps == 5000)
  }

  @Test func `an exercise knows where its files are, and each exists`() throws {
    let exercise = try Course.load(root: Fixtures.mini).exercise(matching: "turnstile")
    let solution = try #require(exercise.solution)
    let files =
      [
        exercise.stubFile(.swift), exercise.propertiesFile(.swift), exercise.readme(.english),
        exercise.readme(.simplifiedChinese), solution.file(.swift),
      ] + exercise.supportFiles[.swift, default: []] + exercise.hints.flatMap(\.values)
      + solution.mutants.flatMap(\.files.values)
    for file in files { #expect(FileManager.default.fileExists(atPath: file.path), "\(file.path)") }
    #expect(exercise.stubFile(.swift).lastPathComponent == "Turnstile.swift")
    #expect(exercise.supportFiles[.swift]?.map(\.lastPathComponent) == ["Gates.swift"])
    #expect(exercise.hints.map { $0[.simplifiedChinese]?.lastPathComponent } == ["1.zh-Hans.md", "2.zh-Hans.md"])
    // In the order of `mutants.yml`.
    #expect(solution.mutants.map(\.name) == ["forgets-to-unlock", "counts-without-lock"])
    #expect(solution.mutants.map(\.property) == ["lets-everyone-through", "counts-everyone"])
    #expect(solution.mutants[0].misconception[.english] == "A lock opens by itself.")
    #expect(Set(solution.mutants.flatMap(\.files.values).map(\.path)).count == 2)
  }

  @Test func `the source file is named after the exercise`() {
    #expect(Exercise.sourceFileName("01-queue-and-stack", .swift) == "QueueAndStack.swift")
    #expect(Exercise.sourceFileName("02-bounded-queue", .python) == "bounded_queue.py")
  }

  @Test func `a student's copy has no solutions`() throws {
    let copy = try CourseCopy()
    try copy.remove("solutions")
    let course = try Course.load(root: copy.root)
    #expect(course.exercises.allSatisfy { $0.solution == nil })
    let partial = try Course.load(root: Fixtures.mini)
    #expect(try partial.exercise(matching: "two-doors").solution == nil)
  }

  @Test func `a folder dropped outside the tree adds an exercise`() throws {
    let copy = try CourseCopy()
    let other = try CourseCopy()
    try other.move("more/02-two-doors", to: "03-three-doors")
    try other.move("03-three-doors/swift/TwoDoors.swift", to: "03-three-doors/swift/ThreeDoors.swift")
    try copy.replace("[exercises, more]", with: "[exercises, more, \"\(other.root.path)/\"]", in: "grader.yml")
    let course = try Course.load(root: copy.root)
    #expect(course.exercises.map(\.id) == ["02-two-doors", "03-three-doors", "01-turnstile"])
    let path = course.exercises[1].folder.path
    #expect(path.hasSuffix("/03-three-doors"))
  }

  @Test func `a toolchain's path is relative to the course`() throws {
    let copy = try CourseCopy()
    try copy.write("grader.yml", "title: {en: a, zh-Hans: b}\nlanguages: {swift: {toolchain: ../swift}}\n")
    let toolchain = try Course.load(root: copy.root).languages[.swift]?.toolchain
    let expected = copy.root.deletingLastPathComponent().appending(component: "swift")
    #expect(toolchain?.path == expected.path)
  }

  @Test(arguments: ["{swift: }", "{swift: {}}", "{swift: {}, python: {}}"])
  func `a language needs no settings`(languages: String) throws {
    let copy = try CourseCopy()
    try copy.replace("exercises:", with: "languages: \(languages)\nexercises:", in: "grader.yml")
    #expect(try Course.load(root: copy.root).languages[.swift] == LanguageSettings())
  }

  @Test func `a course in one language asks for texts in that language only`() throws {
    let copy = try CourseCopy()
    try copy.replace("exercises:", with: "textLanguages: [en]\nexercises:", in: "grader.yml")
    try copy.remove("more/02-two-doors/README.zh-Hans.md")
    try copy.replace(", zh-Hans: 两扇门", with: "", in: "more/02-two-doors/exercise.yml")
    let doors = try Course.load(root: copy.root).exercise(matching: "two-doors")
    #expect(doors.title[.simplifiedChinese] == "Two doors")
  }

  @Test func `the course is found from any folder in it`() throws {
    let copy = try CourseCopy()
    let inside = copy.root.appending(path: "exercises/01-turnstile/swift")
    #expect(Course.find(from: inside)?.path == copy.root.standardizedFileURL.path)
    #expect(Course.find(from: copy.root)?.path == copy.root.standardizedFileURL.path)
    #expect(Course.find(from: copy.root.appending(path: "exercises/../exercises"))?.path == copy.root.path)
    #expect(Course.find(from: URL(filePath: "/")) == nil)
  }
}
