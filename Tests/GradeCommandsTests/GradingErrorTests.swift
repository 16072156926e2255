import GoldenFiles
import GradeCommands
import Grading
import Records
import Reports
import Sandbox
import Testing

@Suite("Errors of grading")
struct GradingErrorTests {
  private static let all: [GradingError] = [
    .sourceUnusable(path: "work/Counter.swift", .notRegular, fault: .usage),
    .sourceUnusable(path: "exercises/01-counter/swift/Properties.swift", .missing, fault: .course),
    .doesNotBuild(path: "work/Counter.swift", exercise: "01-counter", fault: .usage),
    .noSolution(exercise: "01-counter"),
    .noMutant("locks", exercise: "01-counter", known: ["locks-twice", "unlocked"]),
    .noProperty("counts", exercise: "01-counter", known: ["counts-all", "starts-at-zero"]), .noProgram("counter"),
    .notExecutable("./counter"), .programNotStarted(path: "/usr/bin/python3", reason: "reason"),
    .notPython(path: "/usr/bin/python3"),
    .propertiesNotDeclared(file: "swift/Properties.swift", ["counts-all", "starts-at-zero"]),
    .stubDoesNotBuild(exercise: "01-counter"), .stubExceedsLimits(exercise: "01-counter"), .importsExceedLimit(.memory),
    .cacheNotWritable(folder: "/cache", reason: "reason"), .importsDoNotCompile(said: "a.swift:1:8: error: b"),
    .enginePath("/a b/libInterleave.so"), .exerciseRefused(reason: "reason"), .replayFailed(reason: nil),
    .cannotExplore(program: "./counter", reason: "reason"),
  ]

  @Test("Each is told with what to do, in every language, and whose fault it is", arguments: TextLanguage.allCases)
  func texts(language: TextLanguage) {
    let words = Words(language, program: "./grade")
    let texts = Self.all.map { error in
      let told = CommandError(error, words)
      return "\(told.status.rawValue) \(told.message)\n"
        + (told.hint.map { "  \(words[.advice, ["text": $0]])\n" } ?? "")
    }
    #expect(differenceFromGolden(texts.joined(), "grading-errors.\(language.rawValue).txt") == nil)
  }
}
