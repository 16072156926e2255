import Exploration
import Foundation
import Records
import Sandbox
import Testing

@testable import Grading

@Suite struct ProgramExplorerTests {
  private static let path = ProcessInfo.processInfo.environment["PATH"] ?? ""

  private func explorer() async throws -> ProgramExplorer {
    let kit = try Fixture.kit.get()
    return ProgramExplorer(
      kit: kit, sandbox: Sandbox(launcher: kit.launcher, tier: try await Fixture.tier.value),
      toolchain: try Fixture.toolchain.get())
  }

  /// A C program of the engine's tests, built in a folder.
  private func build(_ name: String, in folder: URL) throws {
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../InterleaveTests/Fixtures/programs/\(name).c")
    let compiler = Process()
    compiler.executableURL = URL(filePath: try Fixture.toolchain.get().root + "/bin/clang")
    compiler.arguments = ["-g", "-pthread", source.path, "-o", folder.appending(component: name).path]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
  }

  private func plan(_ schedules: Int) -> ExplorationPlan {
    ExplorationPlan(
      seed: 1, schedules: schedules, strategies: Strategy.portfolio, limits: ExecutionLimits(),
      shrinking: .none)
  }

  @Test("An unmodified C program's deadlock is found, named with its lines, and replayed from its token")
  func deadlock() async throws {
    try await withTemporaryFolder { folder in
      try build("lock-order", in: folder)
      let command = try ProgramCommand(["./lock-order"], in: folder, path: Self.path)
      let result = try await explorer().explore(command, plan: plan(100)) { _ in }
      #expect(result.outcomes.reduce(0) { $0 + $1.count } == 100)
      #expect(
        result.outcomes.map(\.outcome.verdict).sorted { $0.rawValue < $1.rawValue } == [.deadlocked, .passed, .passed])
      for outcome in result.outcomes {
        let token = try ReplayToken(exercise: "", property: "main", encoded: try #require(outcome.token))
        let replay = try await explorer().replay(token, of: command, limits: ExecutionLimits())
        #expect(replay.programMatches)
        #expect(replay.execution.outcome == outcome.outcome)
        #expect(replay.execution.output == outcome.output)
        #expect(!replay.execution.events.isEmpty)
      }
      let deadlock = try #require(result.outcomes.first { $0.outcome.verdict == .deadlocked })
      #expect(deadlock.outcome.waiting.map(\.location?.file) == ["lock-order.c", "lock-order.c", "lock-order.c"])
    }
  }

  @Test("What is found depends on the seed alone, not on the number of workers")
  func repeatable() async throws {
    try await withTemporaryFolder { folder in
      try build("lost-update", in: folder)
      let command = try ProgramCommand(["./lost-update"], in: folder, path: Self.path)
      var alone = try await explorer()
      alone = ProgramExplorer(
        kit: alone.kit, sandbox: alone.sandbox, toolchain: alone.toolchain, cores: [Machine.cores[0]])
      let one = try await alone.explore(command, plan: plan(50)) { _ in }
      let two = try await explorer().explore(command, plan: plan(50)) { _ in }
      #expect(one == two)
      #expect(Set(one.outcomes.map(\.output)) == ["1\n", "2\n"])
    }
  }

  @Test("An exhaustive search of a C program ends, and finds every outcome")
  func exhaustive() async throws {
    try await withTemporaryFolder { folder in
      try build("lock-order", in: folder)
      let command = try ProgramCommand(["./lock-order"], in: folder, path: Self.path)
      let result = try await explorer().search(
        command, limits: ExecutionLimits(), preemptions: nil, most: 10_000
      ) { _ in }
      let search = try #require(result.search)
      #expect(search.isFinished)
      #expect(result.outcomes.reduce(0) { $0 + $1.count } == search.orders)
      #expect(Set(result.outcomes.map(\.outcome.verdict)) == [.passed, .deadlocked])
      #expect(result.outcomes.count == 3)
      #expect(result.outcomes.allSatisfy { $0.token != nil })
    }
  }

  @Test("Schedules without a preemption miss a lost update, those with one do not")
  func preemptions() async throws {
    try await withTemporaryFolder { folder in
      try build("lost-update", in: folder)
      let command = try ProgramCommand(["./lost-update"], in: folder, path: Self.path)
      for (bound, outputs) in [(0, ["2\n"]), (1, ["1\n", "2\n"])] {
        let result = try await explorer().search(
          command, limits: ExecutionLimits(), preemptions: bound, most: 10_000
        ) { _ in }
        #expect(result.search?.preemptions == bound)
        #expect(result.search?.isFinished == false)
        #expect(Set(result.outcomes.map(\.output)) == Set(outputs))
      }
    }
  }

  @Test("A changed program does not match a token of the old one")
  func changed() async throws {
    try await withTemporaryFolder { folder in
      func command(_ text: String) throws -> ProgramCommand {
        let script = folder.appending(component: "script")
        try Data("#!/bin/sh\n\(text)\n".utf8).write(to: script)
        chmod(script.path, 0o755)
        return try ProgramCommand([script.path], in: folder, path: Self.path)
      }
      let (old, same, new) = (
        try command("true").fingerprint, try command("true").fingerprint, try command("false").fingerprint
      )
      #expect(old == same)
      #expect(old != new)
    }
  }

  @Test(
    "A program that is not there, or is none, is named",
    arguments: [
      ("no-such-program", GradingError.noProgram("no-such-program")), ("./text", .notExecutable("./text")),
      ("./folder", .notExecutable("./folder")),
    ])
  func refused(word: String, expected: GradingError) async throws {
    try await withTemporaryFolder { folder in
      try Data("text".utf8).write(to: folder.appending(component: "text"))
      try FileManager.default.createDirectory(
        at: folder.appending(component: "folder"), withIntermediateDirectories: false)
      let error = #expect(throws: GradingError.self) {
        _ = try ProgramCommand([word], in: folder, path: Self.path)
      }
      #expect(error == expected)
      #expect(error?.fault == .usage)
    }
  }
}
