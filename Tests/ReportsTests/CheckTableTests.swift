import GoldenFiles
import Records
import Reports
import Testing

@Suite struct CheckTableTests {
  private static let properties = ["never-exceeds-maxsize", "first-in-first-out", "linearizable"]

  private static func result(_ work: Work, _ verdicts: Verdict...) -> ExerciseResult {
    ExerciseResult(
      exercise: "02-bounded-queue", language: "swift", work: work, build: BuildResult(status: .built),
      properties: zip(properties, verdicts).map {
        PropertyResult(property: $0, verdict: $1, points: 0, maxPoints: 10, schedules: 100, budget: 100)
      })
  }

  static let check = ExerciseCheck(
    exercise: "02-bounded-queue", solution: result(.solution, .passed, .passed, .passed),
    stub: result(.stub, .crashed, .failed, .failed),
    mutants: [
      MutantCheck(
        name: "if-for-while", property: properties[0],
        result: result(.mutant("if-for-while"), .failed, .passed, .deadlocked)),
      MutantCheck(
        name: "wrong-end", property: properties[1],
        result: result(.mutant("wrong-end"), .passed, .passed, .notGraded)),
    ],
    problems: [
      .mutantSurvives(mutant: "wrong-end", property: properties[1], verdict: .passed),
      .solutionFails(property: "linearizable", verdict: .raced), .stubPasses, .doesNotBuild(.mutant("wrong-end")),
      .notRepeatable(work: .stub, property: "linearizable", first: .failed, second: .crashed),
    ])

  @Test("The table shows what catches each mutant, and what does not", arguments: TextLanguage.allCases)
  func table(language: TextLanguage) {
    let table = CheckTable(words: Words(language), style: Style(isColoured: false))
    var fair = Self.check
    fair.mutants.removeLast()
    fair.problems = []
    let text = table.text(Self.check) + "\n" + table.text(fair)
    #expect(differenceFromGolden(text, "check.\(language.rawValue).txt") == nil)
  }
}
