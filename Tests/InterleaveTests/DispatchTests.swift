import Records
import Testing

@Suite("Dispatch and tasks")
struct DispatchTests {
  static let correct = [
    "queue-async", "queue-barrier", "group-notify", "group-times-out", "work-item", "async-after",
    "async-after-wall-time", "repeating-timer", "blocked-workers-get-help", "idle-pool-moves-no-clock",
    "task-group", "async-let", "actor", "task-sleep", "continuation", "task-cancelled", "async-stream",
  ]

  @Test("run under control: no correct program is accused, and every schedule replays", arguments: correct)
  func correctPrograms(property: String) throws {
    let target = try FixtureTarget()
    let reply = try target.sample(property, count: 150)
    #expect(reply.failure == nil)
    #expect(reply.executions == 150)
    for index in 0..<20 {
      let sampled = try target.sample(property, count: 1, first: index).firstExecution
      let replayed = try target.replay(property, sampled)
      #expect(replayed.digest == sampled.digest, "schedule \(index)")
      #expect(replayed.time == sampled.time, "schedule \(index)")
    }
  }

  @Test(
    "have their mistakes found, and replayed",
    arguments: [
      ("sync-on-itself", Verdict.crashed, []), ("waits-in-the-only-worker", .deadlocked, [0, 1]),
      ("sync-both-ways", .deadlocked, [0, 1, 2]), ("group-left-too-rarely", .deadlocked, [0]),
      ("deadlock-after-a-timer", .deadlocked, [0]), ("actor-reentered", .failed, []),
      ("continuation-never-resumed", .deadlocked, [0]),
    ] as [(String, Verdict, [Int])])
  func mistakes(property: String, verdict: Verdict, waiting: [Int]) throws {
    let target = try FixtureTarget()
    let failure = try #require(try target.sample(property, count: 150).failure)
    #expect(failure.outcome.verdict == verdict)
    #expect(failure.outcome.waiting.map(\.thread) == waiting)
    let replayed = try target.replay(property, failure)
    #expect(replayed.digest == failure.digest)
    #expect(replayed.outcome.verdict == verdict)
  }

  @Test("wait for more workers than the pool has, as long as its monitor needs")
  func blockedWorkers() throws {
    let execution = try FixtureTarget().sample("blocked-workers-get-help", count: 1).firstExecution
    // Eight workers wait; each of the five that are missing comes after another second.
    #expect(execution.time == 5_000_000_000)
  }
}
