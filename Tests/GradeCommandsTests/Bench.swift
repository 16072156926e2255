// A small course in a temporary folder, a console that remembers, and grading whose results are fixed.

import Course
import Exploration
import Foundation
import GradeCommands
import Grading
import Records
import Reports
import Synchronization

/// Runs commands on a copy of the small course among the tests' fixtures.
final class Bench: Sendable {
  /// What a command did.
  struct Result {
    var status: Int32
    var output: String
    var log: String

    /// Both streams and the status, for golden files.
    var transcript: String { "\(output)--- standard error\n\(log)--- exit status \(status)\n" }
  }

  /// Where the tests were built to, and the grader's parts with them.
  static let helpers = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  /// The course's copy, for every test its own.
  let root: URL
  /// The least isolation that each opening of a service was asked for.
  let demanded = Mutex<[SandboxTier?]>([])

  init() throws {
    let fixture = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../CourseTests/Fixtures/Mini").standardizedFileURL
    root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appending(component: "grade-commands-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: fixture, to: root)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// Runs a command line.
  ///
  /// - Parameters:
  ///   - folder: the working directory, from the course's root.
  ///   - judge: what grading gives for a property of a work; everything passes unless it says otherwise.
  func run(
    _ arguments: String..., in folder: String = "", environment: [String: String] = [:],
    machine: SampleMachine = .container,
    judge: @escaping @Sendable (Work, _ property: String) -> FailureReport? = { _, _ in nil }
  ) async -> Result {
    await run(arguments, in: folder, environment: environment, machine: machine, judge: judge)
  }

  func run(
    _ arguments: [String], in folder: String = "", environment: [String: String] = [:], onTerminal: Bool = false,
    machine: SampleMachine = .container, helpers: URL = Bench.helpers,
    judge: @escaping @Sendable (Work, _ property: String) -> FailureReport? = { _, _ in nil }
  ) async -> Result {
    let output = Mutex("")
    let log = Mutex("")
    let console = Console(
      write: { text in output.withLock { $0 += text } }, log: { text in log.withLock { $0 += text } },
      isTerminal: onTerminal,
      errorIsTerminal: onTerminal,
      environment: environment, workingDirectory: folder.isEmpty ? root : root.appending(path: folder),
      helpers: helpers,
      grading: { [self] _, least in
        demanded.withLock { $0.append(least) }
        return Self.service(judge)
      },
      programs: { [self] _, least in
        demanded.withLock { $0.append(least) }
        return Self.programs
      },
      doctor: { _, course, words in machine.report(course, words) })
    let status = await Console.$current.withValue(console) { await GradeCommandLine.run(arguments) }
    // The temporary folder's name is nobody's business.
    func shown(_ text: borrowing Mutex<String>) -> String {
      text.withLock { $0.replacing(root.path, with: "/course") }
    }
    return Result(status: status, output: shown(output), log: shown(log))
  }

  private static func service(
    _ judge: @escaping @Sendable (Work, String) -> FailureReport?
  ) -> GradingService {
    @Sendable func grade(_ work: GradedWork, _ options: GradingOptions) -> ExerciseResult {
      let budget = options.schedules ?? work.exercise.budget.schedules
      let properties = work.exercise.properties.map { property in
        let failure = judge(work.work, property.id)
        return PropertyResult(
          property: property.id, verdict: failure?.outcome.verdict ?? .passed,
          points: failure == nil ? property.points : 0, maxPoints: property.points,
          schedules: failure == nil ? budget : 4, budget: budget, failure: failure)
      }
      return ExerciseResult(
        exercise: work.exercise.id, language: "swift", work: work.work,
        build: BuildResult(status: .built, seconds: 0.25), properties: properties)
    }
    return GradingService(
      isolation: Isolation(tier: "full"),
      grade: { work, options, progress in
        let result = grade(work, options)
        progress(.built(result.build))
        // Not in the manifest's order: nothing that is printed may depend on it.
        for property in result.properties.reversed() { progress(.judged(property)) }
        return result
      },
      replay: { token, work in
        let failure = judge(work.work, token.property) ?? FailureReport(outcome: Outcome(.passed))
        return ReplayResult(
          exercise: token.exercise, property: token.property, sourceMatches: token.fingerprint == 7,
          execution: ExecutionRecord(
            index: 0, outcome: failure.outcome, values: failure.values, threads: failure.threads,
            events: failure.events))
      },
      check: { exercise, options, _ in
        let mutants = try (exercise.solution?.mutants ?? []).map { mutant in
          MutantCheck(
            name: mutant.name, property: mutant.property,
            result: grade(try GradedWork.mutant(mutant.name, of: exercise), options))
        }
        return ExerciseCheck(
          exercise: exercise.id, solution: grade(try GradedWork.solution(exercise), options),
          stub: grade(.stub(exercise), options), mutants: mutants,
          problems: mutants.filter { !$0.isCaught }.map {
            .mutantSurvives(mutant: $0.name, property: $0.property, verdict: .passed)
          })
      })
  }

  /// Every program ends in three ways.
  private static let programs = ProgramService(
    explore: { command, plan, progress in
      progress(plan.schedules)
      return ProgramResult(
        command: command.words, tier: "full", seed: plan.seed, schedules: plan.schedules, outcomes: sampleOutcomes,
        racesMissed: true)
    },
    search: { command, _, preemptions, most, _ in
      ProgramResult(
        command: command.words, tier: "full", seed: 0, schedules: 12,
        search: ProgramResult.Search(orders: 10, isFinished: most >= 12, preemptions: preemptions.map { $0 - 1 }),
        outcomes: [sampleOutcomes[0]])
    },
    replay: { token, command, _ in
      ProgramReplay(
        command: command.words, tier: "full", programMatches: token.fingerprint == 7,
        execution: ExecutionRecord(
          index: 0, outcome: Outcome(.failed, cause: .exitStatus, detail: "1"), threads: sampleOutcomes[0].threads,
          events: [
            Event(thread: 1, kind: .note, text: "counter.py:7 load count"),
            Event(thread: 2, kind: .lock, object: "mutex 1", location: SourceLocation(file: "a.c", line: 5)),
            Event(thread: 1, kind: .note, text: "counter.py:8 store count"),
          ], output: "1\n"))
    })

  func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

  func write(_ text: String, to path: String) throws {
    let url = root.appending(path: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appending(path: path).path) }
}

/// A failure with two threads, for any property.
let sampleFailure = FailureReport(
  outcome: Outcome(.failed, detail: "2 people are inside"), values: [InputValue(label: "people", value: "2")],
  threads: ["main", "left", "right"],
  events: [
    Event(thread: 1, kind: .operationBegin, text: "enter()"),
    Event(thread: 1, kind: .read, object: "location 1", location: SourceLocation(file: "Turnstile.swift", line: 5)),
    Event(thread: 2, kind: .operationBegin, text: "enter()"),
    Event(thread: 2, kind: .write, object: "location 1", location: SourceLocation(file: "Turnstile.swift", line: 6)),
    Event(thread: 2, kind: .operationEnd, text: "enter()"),
    Event(thread: 1, kind: .write, object: "location 1", location: SourceLocation(file: "Turnstile.swift", line: 6)),
  ], token: ReplayToken(exercise: "", property: "", fingerprint: 7, input: [2], schedule: Schedule()).encoded)

/// What may become of a program: it ends, it hangs, it does something else every time.
let sampleOutcomes = [
  ProgramOutcome(
    count: 1_200, first: 0,
    outcome: Outcome(
      .passed,
      race: Race(
        first: Race.Access(thread: 1, kind: .write, locks: [], location: SourceLocation(file: "a.c", line: 12)),
        second: Race.Access(thread: 2, kind: .read, locks: ["mutex 1"]))),
    threads: ["main", "left", "right"], output: "2\n", outputTruncated: false, token: sampleToken),
  ProgramOutcome(
    count: 3, first: 17,
    outcome: Outcome(
      .deadlocked,
      waiting: [
        Waiting(
          thread: 1, operation: .lock, object: "mutex 2", heldBy: 2, heldSince: SourceLocation(file: "a.c", line: 9),
          location: SourceLocation(file: "a.c", line: 5)),
        Waiting(thread: 2, operation: .lock, object: "mutex 1", heldBy: 1, location: nil),
      ]), threads: ["main", "left", "right"], output: (1...9).map { "\($0)\n" }.joined(), outputTruncated: false,
    token: sampleToken),
  ProgramOutcome(
    count: 1, first: 40, outcome: Outcome(.crashed, detail: "SIGSEGV"), threads: ["main"], output: "",
    outputTruncated: false, token: nil),
]

let sampleToken = ReplayToken(exercise: "", property: "", fingerprint: 7, input: [], schedule: Schedule()).encoded
