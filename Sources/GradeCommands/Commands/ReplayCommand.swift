import ArgumentParser
import Course
import Grading
import Records
import Reports

struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Runs a failing schedule again and shows every step.",
    usage: "grade replay <token> [<options>]",
    discussion: "The token is printed with each failure; it means the same on every machine.")

  @Argument(help: "What the report printed after `replay`.")
  var token: String

  @OptionGroup(title: "What to run") var work: WorkOptions

  @OptionGroup var isolation: IsolationOptions

  @Option(help: "Format of the report.")
  var format: OutputFormat = .text

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let session = try Session(global)
    let words = session.words
    let parsed: ReplayToken
    do {
      parsed = try ReplayToken(parsing: token)
    } catch {
      throw CommandError(error, words)
    }
    let exercise = try session.exercise(parsed.exercise)
    guard let property = exercise.properties.first(where: { $0.id == parsed.property }) else {
      throw CommandError(.usage, words[.noProperty, ["exercise": exercise.id, "name": parsed.property]])
    }
    if property.visibility == .hidden, work.work == .submission {
      throw CommandError(.usage, words[.hiddenProperty])
    }
    let finder = WorkFinder(session: session, options: work)
    let (graded, source): (GradedWork, String)
    do {
      (graded, source) = try finder.find(exercise)
    } catch let error as UnusableWork {
      throw CommandError(.usage, error.message)
    }
    let service = try await session.console.grading(session.course, isolation.least(of: session.course))
    let replay = try await service.replay(parsed, graded)
    let result = replay.result(of: property, work: graded.work, token: parsed)
    switch format {
    case .text:
      if !replay.sourceMatches { session.console.log(words[.sourceChanged] + "\n\n") }
      let report = TerminalReport(
        words: words, style: session.style, width: session.console.width, write: session.console.write)
      report.replay(result, session.describe(exercise, finder.language, submission: work.submission, source: source))
    case .json:
      let run = RunResult(isolation: service.isolation, seed: session.course.budget.seed, exercises: [result])
      session.console.write(try JSONReport(words: words).report(run))
    }
    let status = ExitStatus([result])
    if status != .passed { throw ExitCode(status.rawValue) }
  }
}

extension CommandError {
  /// A text that is no token.
  init(_ error: ReplayTokenError, _ words: Words) {
    let message: Message =
      switch error {
      case .shape: .tokenShape
      case .damaged: .tokenDamaged
      case .version: .tokenVersion
      }
    self.init(.usage, words[message], hint: words[.tokenHint])
  }
}

extension ReplayResult {
  /// The execution as the result of the one property it belongs to.
  fileprivate func result(of property: Exercise.Property, work: Work, token: ReplayToken) -> ExerciseResult {
    let failure = FailureReport(
      outcome: execution.outcome, values: execution.values, threads: execution.threads, events: execution.events,
      eventsTruncated: execution.eventsTruncated, output: execution.output,
      outputTruncated: execution.outputTruncated, token: token.encoded, size: execution.size,
      critical: execution.knownSwitches)
    let judged = PropertyResult(
      property: property.id, verdict: execution.outcome.verdict, points: 0, maxPoints: property.points, schedules: 1,
      budget: 1, failure: failure)
    return ExerciseResult(
      exercise: exercise, language: Language.swift.rawValue, work: work, build: BuildResult(status: .built),
      properties: [judged])
  }
}
