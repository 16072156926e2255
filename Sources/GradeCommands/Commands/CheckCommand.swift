import ArgumentParser
import Course
import Reports

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Proves exercises fair: for authors.",
    discussion: """
      The solution passes, the stub fails, every mutant is caught by the property it names, and a second run gives the \
      same verdicts. Exit status 3 where that is not so.
      """)

  @Argument(help: "Exercises: numbers, names or identifiers (default: all).")
  var exercises: [String] = []

  @OptionGroup(title: "How to explore") var exploration: ExplorationOptions

  @Option(help: "Format of the report.")
  var format: OutputFormat = .text

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let session = try Session(global)
    let selected = exercises.isEmpty ? session.course.exercises : try exercises.map(session.exercise)
    var checks: [CheckReport] = []
    for exercise in selected {
      let check = try await GradingService.current.check(session.course, exercise, exploration.options)
      checks.append(check)
      if format == .text {
        let table = CheckTable(words: session.words, style: session.style)
        session.console.write((checks.count > 1 ? "\n" : "") + table.text(check))
      }
    }
    if format == .json { session.console.write(try JSONReport(words: session.words).report(checks)) }
    if !checks.allSatisfy(\.problems.isEmpty) { throw ExitCode(ExitStatus.courseFault.rawValue) }
  }
}
