import Records
import Testing

@Suite("Waiting primitives")
struct PrimitiveTests {
  static let correct = [
    "barrier", "writer-locks-again", "robust-mutex", "robust-mutex-given-up", "priority-inheritance-mutex",
    "priorities-are-accepted", "named-semaphore", "futex-requeue", "futex-wake-op", "c11-mutex", "c11-condition",
    "counter", "counter-as-semaphore", "counter-polled",
  ]

  @Test("accuse no correct program, and replay every schedule to the same events", arguments: correct)
  func correctPrograms(property: String) throws {
    let target = try FixtureTarget()
    let reply = try target.sample(property, count: 300)
    #expect(reply.failure == nil)
    #expect(reply.executions == 300)
    for index in 0..<20 {
      let sampled = try target.sample(property, count: 1, first: index).firstExecution
      #expect(try target.replay(property, sampled).digest == sampled.digest, "schedule \(index)")
    }
  }

  @Test(
    "name a deadlock, and who holds what",
    arguments: [
      ("barrier-too-wide", ["thread 1", "barrier 1", "barrier 1"], [nil, nil, nil]),
      ("writer-never-unlocks", ["thread 1", "rwlock 1"], [nil, 0]),
      ("owner-dies-unnoticed", ["mutex 1"], [1]),
      ("counter-never-added-to", ["counter 1"], [nil]),
      ("c11-lock-order", ["mutex 1", "mutex 2"], [1, 0]),
    ] as [(String, [String], [Int?])])
  func deadlocks(property: String, objects: [String], holders: [Int?]) throws {
    let target = try FixtureTarget()
    let failure = try #require(try target.sample(property, count: 300).failure)
    #expect(failure.outcome.verdict == .deadlocked)
    #expect(try target.replay(property, failure).digest == failure.digest)
    // Which of two is the first depends on the schedule that was found.
    #expect(failure.outcome.waiting.compactMap(\.object).sorted() == objects.sorted())
    #expect(failure.outcome.waiting.map(\.heldBy) == holders)
  }

  @Test("let one heir know that a robust mutex's owner died, on some schedules")
  func robustMutexes() throws {
    let target = try FixtureTarget()
    let notes = try (0..<40).map { index in
      let sampled = try target.sample("robust-mutex", count: 1, first: index).firstExecution
      return try target.replay("robust-mutex", sampled).events.last { $0.kind == .note }?.text
    }
    #expect(notes.contains("[130, 0]"))
    #expect(notes.contains("[0, 0]") || notes.contains("[0, 130]"))
  }
}
