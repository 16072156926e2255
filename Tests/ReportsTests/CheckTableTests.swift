import GoldenFiles
import Records
import Reports
import Testing

@Suite struct CheckTableTests {
  static let check = CheckReport(
    exercise: "02-bounded-queue", properties: ["never-exceeds-maxsize", "first-in-first-out", "linearizable"],
    rows: [
      .init(work: .solution, verdicts: [.passed, .passed, .passed]),
      .init(work: .stub, verdicts: [.crashed, .failed, .failed]),
      .init(
        work: .mutant("if-for-while"), verdicts: [.failed, .passed, .deadlocked], expected: "never-exceeds-maxsize"),
      .init(work: .mutant("wrong-end"), verdicts: [.passed, .passed, .notGraded], expected: "first-in-first-out"),
    ], problems: ["mutant wrong-end is not caught by first-in-first-out"])

  @Test("The table shows what catches each mutant, and what does not", arguments: TextLanguage.allCases)
  func table(language: TextLanguage) {
    let table = CheckTable(words: Words(language), style: Style(isColoured: false))
    var fair = Self.check
    fair.rows.removeLast()
    fair.problems = []
    let text = table.text(Self.check) + "\n" + table.text(fair)
    #expect(differenceFromGolden(text, "check.\(language.rawValue).txt") == nil)
  }

  @Test("The doctor names what was found and the remedy of each problem", arguments: TextLanguage.allCases)
  func doctor(language: TextLanguage) {
    let table = DoctorTable(words: Words(language), style: Style(isColoured: false), width: 60)
    let findings = [
      DoctorFinding(.doctorToolchain, .good, "Swift version 6.3.1 (/opt/swift/usr)"),
      DoctorFinding(
        .doctorSandbox, .limited, "limits: unshare: Operation not permitted, so nothing stronger could be tried here",
        remedy: "sysctl kernel.unprivileged_userns_clone=1"),
      DoctorFinding(.doctorHelpers, .missing, "/x/libInterleave.so", remedy: "swift build -c release"),
    ]
    #expect(differenceFromGolden(table.text(findings), "doctor.\(language.rawValue).txt") == nil)
  }
}
