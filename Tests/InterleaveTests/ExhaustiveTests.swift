import Exploration
import Foundation
import Records
import Testing

@Suite("Exhaustive search through the engine")
struct ExhaustiveTests {
  /// The fixtures' target as the grader sees targets.
  private struct Channel: TargetChannel, @unchecked Sendable {
    let target: FixtureTarget

    func exchange(_ line: String) async throws -> String {
      let reply = try target.ask(JSONDecoder().decode(Request.self, from: Data(line.utf8)))
      return String(decoding: try JSONEncoder().encode(reply), as: UTF8.self)
    }

    func close() async {}
  }

  private func search(
    _ property: String, preemptions: Int? = nil, atMost bound: Int = 20_000
  ) async throws -> (search: ExhaustiveSearch, outcomes: [Outcome: ExecutionRecord], orders: Set<UInt64>) {
    let target = Target { Channel(target: try FixtureTarget()) }
    var search = ExhaustiveSearch(property: property, preemptions: preemptions, limits: ExecutionLimits())
    var outcomes: [Outcome: ExecutionRecord] = [:], orders: Set<UInt64> = []
    while !search.hasRunAll, search.missed == nil, search.executions < bound {
      let known = search.classes
      guard let execution = try await search.next(on: target) else { continue }
      outcomes[execution.outcome] = execution
      if execution.outcome.verdict == .passed { orders.formUnion(search.classes.subtracting(known)) }
    }
    return (search, outcomes, orders)
  }

  @Test(
    "runs every inequivalent execution once",
    arguments: [
      ("increments-2", 2), ("increments-3", 6), ("increments-4", 24), ("increments-5", 120), ("increments-6", 720),
      ("readers-1", 2), ("readers-3", 8), ("readers-7", 128),
      ("lastzero-5", 64), ("lastzero-10", 3328),
      ("indexer-11", 1), ("indexer-12", 8),
      ("casrot-2", 2), ("casrot-3", 5), ("casrot-4", 14), ("casrot-5", 43), ("casrot-6", 144),
      ("types-first-used-by-either", 1),
    ])
  func counts(program: String, orders: Int) async throws {
    let (search, outcomes, _) = try await search(program)
    #expect(search.isFinished)
    #expect(search.orders == orders)
    #expect(outcomes.keys.allSatisfy { $0.verdict == .passed })
  }

  @Test(
    "finds each mistake, and its token replays it",
    arguments: [
      ("lost-update", Verdict.failed), ("if-for-while", .failed), ("lock-order", .deadlocked),
      ("wakes-the-wrong-waiter", .deadlocked), ("c11-lock-order", .deadlocked),
    ])
  func mistakes(property: String, verdict: Verdict) async throws {
    let target = try FixtureTarget()
    var search = ExhaustiveSearch(property: property, limits: ExecutionLimits())
    let channel = Channel(target: target)
    let graders = Target { channel }
    var failure: ExecutionRecord?
    while failure == nil, !search.isFinished, search.executions < 2000 {
      if let execution = try await search.next(on: graders), execution.outcome.verdict != .passed {
        failure = execution
      }
    }
    let found = try #require(failure, "\(search.executions) executions, finished: \(search.isFinished)")
    #expect(found.outcome.verdict == verdict)
    let replayed = try target.replay(property, found)
    #expect(replayed.digest == found.digest)
    #expect(replayed.steps == found.steps)
    #expect(replayed.schedule == found.schedule)
  }

  @Test("meets every outcome of locks in opposite orders")
  func lockOrder() async throws {
    let (search, outcomes, _) = try await search("lock-order")
    #expect(search.isFinished)
    #expect(Set(outcomes.keys.map(\.verdict)) == [.passed, .deadlocked])
  }

  @Test("judges a property by all its orders, and samples on where there are too many")
  func exploration() async throws {
    func explore(_ property: String) async throws -> PropertyExploration {
      let target = Target { Channel(target: try FixtureTarget()) }
      var exploration = PropertyExploration(
        property: property,
        plan: ExplorationPlan(
          seed: 1, schedules: 200, searched: 50, strategies: Strategy.portfolio, limits: ExecutionLimits()))
      while exploration.finding == nil { try await exploration.advance(on: target) }
      return exploration
    }
    let all = try await explore("increments-4")
    #expect(all.finding?.outcome.verdict == .passed)
    #expect(all.coverage == .everyOrder(24))
    #expect(all.schedules == 24)
    let some = try await explore("increments-6")
    #expect(some.finding?.outcome.verdict == .passed)
    #expect(some.coverage == .sample)
    #expect(some.schedules == 200)
    let failed = try await explore("lost-update")
    #expect(failed.finding?.outcome.verdict == .failed)
    #expect(failed.coverage == .sample)
  }

  /// Executions that a failure cut short are left out: how far the others had come makes no class of its own.
  @Test(
    "finds every order that running schedule after schedule finds",
    arguments: [
      "semaphore-times-out", "errors-of-mutex-types", "thread-locals-end-before-join", "barrier-too-wide",
      "writer-never-unlocks", "robust-mutex-given-up", "owner-dies-unnoticed", "c11-lock-order",
      "sleep-orders-without-early-timeouts", "process-ends-with-its-status", "process-has-its-own-memory",
      "increments-2", "readers-3", "casrot-3", "lastzero-5", "lock-order", "if-for-while",
    ])
  func everySchedule(property: String) async throws {
    let (search, outcomes, orders) = try await search(property)
    #expect(search.isFinished)
    let (_, reached, found) = try await self.search(property, preemptions: 100, atMost: 500)
    #expect(found.isSubset(of: orders))
    #expect(Set(reached.keys.map(\.verdict)).isSubset(of: outcomes.keys.map(\.verdict)))
  }

  @Test(
    "reads what is used by several processes", arguments: ["pipe-ends-with-its-last-writer", "process-lock-excludes"])
  func processes(property: String) async throws {
    let (search, outcomes, _) = try await search(property, atMost: 5)
    #expect(search.missed == nil)
    #expect(outcomes.keys.allSatisfy { $0.verdict == .passed })
  }

  @Test("makes no claim where wake-ups may come early")
  func earlyWakeups() async throws {
    let (search, _, _) = try await search("while-holds-with-spurious-wakeups")
    #expect(!search.isFinished)
    #expect(search.missed == .otherChoices)
  }
}
