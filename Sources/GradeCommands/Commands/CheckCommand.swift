import ArgumentParser
import Course
import Records
import Reports
import Synchronization

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Proves exercises fair: for authors.",
    usage: "grade check [<exercises> ...] [<options>]",
    discussion: """
      The solution passes, the stub fails, every mutant is caught by the property it names, and a second run gives the \
      same verdicts. Exit status 3 where that is not so.
      """)

  @Argument(help: "Exercises: numbers, names or identifiers (default: all).")
  var exercises: [String] = []

  @OptionGroup(title: "How to explore") var exploration: ExplorationOptions
  @OptionGroup(title: "How to isolate") var isolation: IsolationOptions

  @Option(help: "Format of the report.")
  var format: OutputFormat = .text

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let session = try Session(global)
    let selected = exercises.isEmpty ? session.course.exercises : try exercises.map(session.exercise)
    let service = try await session.console.grading(session.course, isolation.least(of: session.course))
    var result = CheckResult(isolation: service.isolation, exercises: [])
    for exercise in selected {
      let works = 2 + (exercise.solution?.mutants.count ?? 0)
      let progress = ProgressLine(session.console, title: exercise.id, total: 2 * works)
      let graded = Mutex(0)
      let check: ExerciseCheck
      do {
        defer { progress.clear() }
        check = try await service.check(exercise, exploration.options) {
          // Shown under the lock, so that the count on the screen never goes back.
          graded.withLock {
            $0 += 1
            progress.show($0)
          }
        }
      }
      result.exercises.append(check)
      if format == .text {
        let table = CheckTable(words: session.words, style: session.style)
        session.console.write((result.exercises.count > 1 ? "\n" : "") + table.text(check))
      }
    }
    if format == .json { session.console.write(try JSONReport(words: session.words).report(result)) }
    if !result.isFair { throw ExitCode(ExitStatus.courseFault.rawValue) }
  }
}
