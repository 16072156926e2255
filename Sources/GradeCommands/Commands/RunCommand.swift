import ArgumentParser
import Course
import Foundation
import Grading
import Records
import Reports

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Grades your work on the next exercise, or on those named.")

  @Argument(help: "Exercises: numbers, names or identifiers (default: the next that is not solved).")
  var exercises: [String] = []

  @Flag(help: "Grade every exercise.")
  var all = false

  @OptionGroup(title: "What to grade") var work: WorkOptions
  @OptionGroup(title: "How to explore") var exploration: ExplorationOptions
  @OptionGroup(title: "How to isolate") var isolation: IsolationOptions

  @Option(help: "Format of the report.")
  var format: OutputFormat = .text

  @Flag(help: "Show the compiler's warnings too.")
  var warnings = false

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if all, !exercises.isEmpty { throw ValidationError("`--all` grades every exercise: name none.") }
  }

  func run() async throws {
    let session = try Session(global)
    let selected = try select(session)
    if selected.isEmpty {
      session.console.write(session.words[.statusAllSolved] + "\n")
      return
    }
    var options = exploration.options
    options.showsWarnings = warnings
    let service = try await session.console.grading(session.course, isolation.least(of: session.course))
    let workFinder = WorkFinder(session: session, options: work)
    let seed = options.seed ?? session.course.budget.seed
    var run = RunResult(isolation: service.isolation, seed: seed, exercises: [])
    for exercise in selected {
      if format == .text, !run.exercises.isEmpty { session.console.write("\n") }
      run.exercises.append(try await grade(exercise, workFinder, options, service))
    }
    if format == .json { session.console.write(try JSONReport(words: session.words).report(run)) }
    if work.work == .submission, work.submission == nil { try remember(run, session) }
    let status = ExitStatus(run.exercises)
    if status != .passed { throw ExitCode(status.rawValue) }
  }

  /// The exercises to grade; none when the next is asked for and all are solved.
  private func select(_ session: Session) throws -> [Exercise] {
    if all { return session.course.exercises.filter { $0.languages.contains(session.workspace?.language ?? .swift) } }
    if !exercises.isEmpty {
      // Each once, in the order given.
      var seen: Set<Exercise.ID> = []
      return try exercises.map(session.exercise).filter { seen.insert($0.id).inserted }
    }
    guard work.work == .submission, work.submission == nil else {
      throw CommandError(.usage, session.words[.nameExercises], hint: session.words[.nameExercisesHint])
    }
    _ = try session.requiredWorkspace()
    return session.nextExercise(after: session.progress()).map { [$0] } ?? []
  }

  /// Grades an exercise, and writes its report while it becomes known.
  private func grade(
    _ exercise: Exercise, _ finder: WorkFinder, _ options: GradingOptions, _ service: GradingService
  ) async throws -> ExerciseResult {
    let session = finder.session
    let graded: GradedWork
    let source: String
    do {
      (graded, source) = try finder.find(exercise)
    } catch let error as UnusableWork {
      let result = ExerciseResult(
        exercise: exercise.id, language: finder.language.rawValue, work: .submission,
        build: BuildResult(status: .failed, diagnostics: error.message + "\n"),
        properties: exercise.properties.map {
          PropertyResult(
            property: $0.id, verdict: .notBuilt, points: 0, maxPoints: $0.points, schedules: 0, budget: 0)
        })
      if format == .text {
        terminalReport(session).report(result, session.describe(exercise, finder.language, submission: work.submission))
      }
      return result
    }
    let description = session.describe(exercise, finder.language, submission: work.submission, source: source)
    let line = ProgressLine(session.console, title: exercise.id, total: exercise.properties.count)
    defer { line.clear() }
    let started = ExerciseResult(
      exercise: exercise.id, language: finder.language.rawValue, work: graded.work,
      build: BuildResult(status: .built), properties: [])
    let report =
      format == .text
      ? ExerciseReport(terminalReport(session), started, properties: exercise.properties.map(\.id), description) : nil
    let live = LiveReport(line, report, concealing: work.work == .submission ? description : nil)
    return live.end(try await service.grade(graded, options) { live.show($0) })
  }

  private func terminalReport(_ session: Session) -> TerminalReport {
    TerminalReport(
      words: session.words, style: session.style, width: session.console.width, write: session.console.write)
  }

  /// Keeps the verdicts and says what to do next.
  private func remember(_ run: RunResult, _ session: Session) throws {
    guard let workspace = session.workspace else { return }
    var progress = session.progress()
    for exercise in run.exercises where ExitStatus([exercise]) != .machineFault {
      progress.exercises[exercise.exercise] = Progress.Entry(
        passed: exercise.passed, points: exercise.points, maxPoints: exercise.maxPoints)
    }
    try workspace.progress.save(progress)
    guard format == .text, let last = run.exercises.last else { return }
    if !last.passed {
      session.console.log("\n" + session.words[.afterFailure, ["exercise": last.exercise]] + "\n")
    } else if let next = session.nextExercise(after: progress) {
      session.console.log("\n" + session.words[.afterSuccess, ["exercise": next.id]] + "\n")
    } else {
      session.console.log("\n" + session.words[.statusAllSolved] + "\n")
    }
  }
}
