import ArgumentParser
import Course
import Records
import Reports

struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Runs a failing schedule again and shows every step.",
    discussion: "The token is printed with each failure; it means the same on every machine.")

  @Argument(help: "What the report printed after `replay`.")
  var token: String

  @OptionGroup(title: "What to run") var work: WorkOptions

  @Flag(help: "Run even where the machine cannot isolate the code.")
  var allowUnsandboxed = false

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
      let message: Message =
        switch error {
        case .shape: .tokenShape
        case .damaged: .tokenDamaged
        case .version: .tokenVersion
        }
      throw CommandError(.usage, words[message], hint: words[.tokenHint])
    }
    let exercise = try session.exercise(parsed.exercise)
    guard let property = exercise.properties.first(where: { $0.id == parsed.property }) else {
      throw CommandError(.usage, words[.noProperty, ["exercise": exercise.id, "name": parsed.property]])
    }
    if property.visibility == .hidden, work.work == .submission {
      throw CommandError(.usage, words[.hiddenProperty])
    }
    var options = GradingOptions()
    options.allowUnsandboxed = allowUnsandboxed
    let request: GradingRequest
    do {
      request = try WorkFinder(session: session, options: work).request(exercise, options)
    } catch let error as UnusableWork {
      throw CommandError(.usage, error.message)
    }
    let graded = try await GradingService.current.replay(request, parsed)
    switch format {
    case .text:
      if graded.sourceChanged { session.console.log(words[.sourceChanged] + "\n\n") }
      let report = TerminalReport(
        words: words, style: session.style, width: session.console.width, write: session.console.write)
      report.replay(graded.result, session.describe(exercise, request.language, source: request.source))
    case .json:
      let run = RunResult(tier: graded.tier, seed: graded.seed, exercises: [graded.result])
      session.console.write(try JSONReport(words: words).report(run))
    }
    let status = ExitStatus([graded.result])
    if status != .passed { throw ExitCode(status.rawValue) }
  }
}
