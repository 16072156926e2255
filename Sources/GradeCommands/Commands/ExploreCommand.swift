import ArgumentParser
import Course
import Exploration
import Foundation
import Grading
import Records
import Reports

struct ExploreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Shows every way in which a program can end.",
    usage: """
      grade explore [<options>] -- <command> ...
      grade explore <exercise> [<program>] [<options>]
      """,
    discussion: """
      The program runs unmodified, from its `main`, on many schedules: each outcome is printed with how often it came \
      and a token that runs one such schedule again. Programs in C, C++, Swift and Python work, if they use threads \
      and processes as their libraries offer them. The program sees the current folder, which it cannot change, and \
      nothing on its standard input.

      Exit status 0: every schedule ended with exit status 0 and showed no data race; 1: some did otherwise.
      """)

  @Argument(help: "An exercise with example programs.")
  var exercise: String?

  @Argument(help: "One of its example programs (default: the first).")
  var program: String?

  @Argument(parsing: .postTerminator, help: "The command to explore.")
  var command: [String] = []

  @Option(help: ArgumentHelp("Runs one schedule again and shows every step.", valueName: "token"))
  var replay: String?

  @Flag(help: "Run every order that can make a difference, up to that many schedules.")
  var exhaustive = false

  @Option(
    help: ArgumentHelp(
      "Run every schedule that takes the turn at most so often from a thread that could go on, the least often first.",
      valueName: "count"))
  var preemptions: Int?

  @Option(help: ArgumentHelp("How many schedules to run.", valueName: "count"))
  var schedules = 500

  @Option(help: "What every random choice derives from.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp("How schedules are chosen (default: each in turn, by share).", valueName: "strategy"))
  var strategy: Strategy?

  @OptionGroup(title: "How to isolate") var isolation: IsolationOptions

  @Option(help: "Format of the report.")
  var format: OutputFormat = .text

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if exercise != nil, !command.isEmpty {
      throw ValidationError("An exercise and a command exclude each other: give one of them.")
    }
    if exhaustive, preemptions != nil {
      throw ValidationError("`--exhaustive` and `--preemptions` exclude each other: give one of them.")
    }
    if let preemptions, preemptions < 0 {
      throw ValidationError("`--preemptions \(preemptions)` is out of range: from 0.")
    }
    if !(1...1_000_000).contains(schedules) {
      throw ValidationError("`--schedules \(schedules)` is out of range: from 1 to 1000000.")
    }
  }

  func run() async throws {
    let console = Console.current
    let words = Words(global.language ?? TextLanguage(environment: console.environment), program: console.program)
    let subject = try subject(console, words)
    let service = try await console.programs(subject.course, isolation.least(of: subject.course))
    let report = TerminalReport(words: words, style: console.style, width: console.width, write: console.write)
    if let replay {
      let token: ReplayToken
      do {
        token = try ReplayToken(exercise: "", property: "main", encoded: replay)
      } catch {
        throw CommandError(error, words)
      }
      let result = try await service.replay(token, subject.command, subject.limits)
      switch format {
      case .text:
        if !result.programMatches { console.log(words[.programChanged] + "\n\n") }
        report.replayed(result)
      case .json: console.write(try JSONReport(words: words).report(result))
      }
      return try exit([result.execution.outcome])
    }
    let plan = ExplorationPlan(
      seed: seed, schedules: schedules, strategies: strategy.map { [$0] } ?? Strategy.portfolio,
      limits: subject.limits, shrinking: .none)
    let line = ProgressLine(console, title: subject.command.words.joined(separator: " "), total: schedules)
    defer { line.clear() }
    let result =
      exhaustive || preemptions != nil
      ? try await service.search(subject.command, subject.limits, preemptions, schedules) { line.show($0) }
      : try await service.explore(subject.command, plan) { line.show($0) }
    line.clear()
    switch format {
    case .text:
      report.explored(result) { token in "\(words.program) explore \(subject.typed(replay: token))" }
    case .json: console.write(try JSONReport(words: words).report(result))
    }
    try exit(result.outcomes.map(\.outcome))
  }

  private func exit(_ outcomes: [Outcome]) throws {
    if outcomes.contains(where: { $0.verdict == .notGraded || $0.verdict == .tampered }) {
      throw ExitCode(ExitStatus.machineFault.rawValue)
    }
    if outcomes.contains(where: { $0.verdict != .passed || $0.race != nil }) {
      throw ExitCode(ExitStatus.failed.rawValue)
    }
  }

  // MARK: What to explore

  private struct Subject {
    var command: ProgramCommand
    var limits: ExecutionLimits
    var course: Course?
    /// What the reader types after `explore`, with a token in the right place.
    var typed: (_ token: String) -> String

    func typed(replay token: String) -> String { typed(token) }
  }

  private func subject(_ console: Console, _ words: Words) throws -> Subject {
    let path = console.environment["PATH"] ?? ""
    guard let name = exercise else {
      guard !command.isEmpty else { throw CommandError(.usage, words[.exploreWhat], hint: words[.exploreWhatHint]) }
      let typed = command.map(\.shellQuoted).joined(separator: " ")
      return Subject(
        command: try ProgramCommand(command, in: console.workingDirectory, path: path), limits: ExecutionLimits(),
        course: try? Session(global).course, typed: { "--replay \($0) -- \(typed)" })
    }
    let session = try Session(global)
    let exercise = try session.exercise(name)
    let examples = exercise.examples
    guard let example = program.map({ wanted in examples.first { $0.name == wanted } }) ?? examples.first else {
      let names = examples.map { "`\($0.name)`" }.joined(separator: words[.listSeparator])
      throw CommandError(
        .usage,
        program.flatMap { examples.isEmpty ? nil : words[.noExample, ["exercise": exercise.id, "name": $0]] }
          ?? words[.noExamples, ["exercise": exercise.id]],
        hint: examples.isEmpty ? nil : words[.examplesAre, ["names": names]])
    }
    let folder = example.file.deletingLastPathComponent()
    return Subject(
      command: try ProgramCommand(["python3", example.file.lastPathComponent], in: folder, path: path),
      limits: exercise.limits.execution, course: session.course,
      typed: { "\(exercise.id) \(example.name) --replay \($0)" })
  }
}

extension Strategy: ExpressibleByArgument {
  package static var allValueStrings: [String] {
    (try? Kit(folder: Console.current.helpers).strategies.map(\.name)) ?? []
  }

  package init?(argument: String) {
    guard Self.allValueStrings.contains(argument) else { return nil }
    self.init(rawValue: argument)
  }
}
