import Exploration
import Foundation
import Records
import Sandbox
import Testing

@testable import Grading

@Suite("Programs in every language, explored unmodified from their `main`")
struct ExploredProgramsTests {
  @Test("Threads and locks of Foundation: a deadlock names who waits, held by whom and since where")
  func foundation() async throws {
    let outcomes = try await explore("locks.swift") { ["swiftc", "-g", $0, "-o", $1] }
    #expect(outcomes.finished == ["left\nright\n", "right\nleft\n"])
    let deadlock = try #require(outcomes.all.first { $0.outcome.verdict == .deadlocked })
    #expect(deadlock.outcome.waiting.map(\.heldBy) == [nil, 2, 1])
    #expect(
      deadlock.outcome.waiting.dropFirst().map(\.location) == [place(10, "locks.swift"), place(10, "locks.swift")])
    #expect(
      deadlock.outcome.waiting.map(\.heldSince) == [nil, place(9, "locks.swift"), place(9, "locks.swift")])
  }

  @Test("Queues and groups of Dispatch")
  func dispatch() async throws {
    let outcomes = try await explore("queues.swift") { ["swiftc", $0, "-o", $1] }
    #expect(outcomes.all.allSatisfy { $0.outcome.verdict == .passed })
    #expect(outcomes.finished == ["ab\n", "ba\n"])
  }

  @Test("Tasks and an actor, awaited at the top level")
  func tasks() async throws {
    let outcomes = try await explore("tasks.swift") { ["swiftc", $0, "-o", $1] }
    #expect(outcomes.all.allSatisfy { $0.outcome.verdict == .passed })
    #expect(outcomes.finished == ["1\n", "2\n", "3\n"])
  }

  @Test("A task that nothing resumes is a deadlock")
  func unresumed() async throws {
    let outcomes = try await explore("unresumed.swift") { ["swiftc", $0, "-o", $1] }
    #expect(outcomes.all.map(\.outcome.verdict) == [.deadlocked])
    let waiting = try #require(outcomes.all.first?.outcome.waiting)
    #expect(waiting.map(\.thread) == [0] && waiting.map(\.operation) == [.wait] && waiting.map(\.object) == [nil])
  }

  @Test(
    "Threads, locks and conditions of the C++ library", .enabled(if: hasCompiler("c++"), "there is no c++ in PATH"),
    arguments: ["-O0", "-O2"])
  func cPlusPlus(level: String) async throws {
    let outcomes = try await explore("queue.cpp") { ["c++", level, "-pthread", $0, "-o", $1] }
    #expect(outcomes.all.allSatisfy { $0.outcome.verdict == .passed })
    #expect(outcomes.finished.isSuperset(of: ["a b \n", "a none \n"]))
  }

  @Test("With hooks of clang's that call the engine, a data race is shown with both lines")
  func hookedC() async throws {
    let engine = try Fixture.kit.get().engine
    let outcomes = try await explore(
      "counter.c", { ["clang", "-g", "-fsanitize=thread", "-c", $0, "-o", "\($1).o"] },
      { ["clang", "-pthread", "\($1).o", engine, "-o", $1] })
    #expect(outcomes.finished == ["1\n", "2\n"])
    try expectRaces(outcomes, on: "counter.c", kind: .write)
  }

  @Test("With hooks of swiftc's that call the engine, a data race is shown with both lines")
  func hookedSwift() async throws {
    let engine = try Fixture.kit.get().engine
    let outcomes = try await explore(
      "counter.swift", { ["swiftc", "-g", "-sanitize=thread", "-c", $0, "-o", "\($1).o"] },
      { ["swiftc", "\($1).o", engine, "-o", $1] })
    #expect(outcomes.finished == ["1\n", "2\n"])
    try expectRaces(outcomes, on: "counter.swift", kind: .exclusive)
  }

  @Test("That races may have been missed is told of programs in which they are looked for", arguments: [true, false])
  func racesMissed(isHooked: Bool) async throws {
    let hooks = isHooked ? ["-sanitize=thread"] : []
    let engine = try Fixture.kit.get().engine
    let outcomes = try await explore(
      "objects.swift", schedules: 10, { ["swiftc"] + hooks + ["-c", $0, "-o", "\($1).o"] },
      { ["swiftc", "\($1).o", engine, "-o", $1] })
    #expect(outcomes.finished == ["9000\n"])
    #expect(outcomes.racesMissed == isHooked)
  }

  @Test("A program with the sanitizer's own runtime is refused, with what to link instead")
  func ownSanitizer() async throws {
    let error = await #expect(throws: GradingError.self) {
      _ = try await explore("counter.swift") { ["swiftc", "-sanitize=thread", $0, "-o", $1] }
    }
    guard case .cannotExplore(_, let reason?) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(
      reason.hasSuffix("it has the thread sanitizer's runtime linked in: link libInterleave.so in its place"))
  }

  @Test(
    "A deadlock on Python's locks names the script's lines",
    .enabled(if: hasCompiler("python3"), "there is no python3 in PATH"))
  func python() async throws {
    let script = fixtures.appending(path: "../../../InterleaveTests/Fixtures/programs/two_locks.py").standardizedFileURL
    let outcomes = try await explore(
      try ProgramCommand(["python3", script.path], in: script.deletingLastPathComponent(), path: path), schedules: 100)
    let deadlock = try #require(outcomes.all.first { $0.outcome.verdict == .deadlocked })
    #expect(deadlock.threads == ["main", "Thread-1 (take)", "Thread-2 (take)"])
    let waiting = deadlock.outcome.waiting
    #expect(waiting.map(\.heldBy) == [1, 2, 1])
    #expect(waiting.map { $0.location?.line } == [18, 10, 10])
    #expect(waiting.map { $0.heldSince?.line }.dropFirst() == [9, 9])
    #expect(waiting.allSatisfy { $0.location?.file == "two_locks.py" && $0.object?.hasPrefix("lock ") == true })
  }

  // MARK: -

  private struct Outcomes {
    var all: [ProgramOutcome]
    var racesMissed: Bool

    /// What the executions printed that came to an end.
    var finished: Set<String> { Set(all.filter { $0.outcome.verdict == .passed }.map(\.output)) }
  }

  private let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
  private let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/programs")

  /// Builds a program by the commands that `steps` give for its source and itself, and explores it.
  private func explore(
    _ source: String, schedules: Int = 200, _ steps: (String, String) -> [String]...
  ) async throws -> Outcomes {
    try await withTemporaryFolder { folder in
      let program = folder.appending(component: "program").path
      for step in steps { try run(step(fixtures.appending(component: source).path, program)) }
      return try await explore(try ProgramCommand([program], in: folder, path: path), schedules: schedules)
    }
  }

  /// The outcomes, each of which its token has shown again.
  private func explore(_ command: ProgramCommand, schedules: Int) async throws -> Outcomes {
    let kit = try Fixture.kit.get()
    let explorer = ProgramExplorer(
      kit: kit, sandbox: Sandbox(launcher: kit.launcher, tier: try await Fixture.tier.value),
      toolchain: try Fixture.toolchain.get())
    let plan = ExplorationPlan(
      seed: 1, schedules: schedules, strategies: Strategy.portfolio, limits: ExecutionLimits(), shrinking: .none)
    let result = try await explorer.explore(command, plan: plan) { _ in }
    #expect(result.outcomes.reduce(0) { $0 + $1.count } == schedules)
    for outcome in result.outcomes {
      let token = try ReplayToken(exercise: "", property: "main", encoded: try #require(outcome.token))
      let replay = try await explorer.replay(token, of: command, limits: ExecutionLimits())
      #expect(replay.programMatches)
      #expect(replay.execution.outcome == outcome.outcome)
      #expect(replay.execution.output == outcome.output)
    }
    return Outcomes(all: result.outcomes, racesMissed: result.racesMissed)
  }

  private func run(_ command: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.environment = ["PATH": "\(try Fixture.toolchain.get().root)/bin:\(path)"]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }

  private func expectRaces(_ outcomes: Outcomes, on file: String, kind: Race.Access.Kind) throws {
    let source = try String(contentsOf: fixtures.appending(component: file), encoding: .utf8)
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.hasSuffix("// races") }) + 1
    for outcome in outcomes.all {
      let race = try #require(outcome.outcome.race)
      #expect([race.first.location, race.second.location] == [place(line, file), place(line, file)])
      #expect([race.first.kind, race.second.kind] == [kind, kind])
    }
  }
}

private func hasCompiler(_ name: String) -> Bool {
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
  }
}

private func place(_ line: Int, _ file: String) -> Records.SourceLocation? {
  Records.SourceLocation(file: file, line: line)
}
