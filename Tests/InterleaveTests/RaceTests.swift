import Foundation
import Records
import Testing

@Suite("Data races")
struct RaceTests {
  static let ordered = [
    // Threads
    "ordered-by-start-and-join", "ordered-by-start-of-the-second", "ordered-by-asking-for-the-end", "ordered-by-pauses",
    "bytes-of-one-word", "stack-used-again", "pages-mapped-again", "readers-together", "handed-over-by-condition",
    "handed-over-by-semaphore", "handed-over-by-barrier", "handed-over-by-futexes", "made-once-by-either",
    "made-once-in-c-by-either", "published-by-atomic", "published-by-counting", "published-by-exchange",
    "behind-a-mutex", "lazy-behind-a-lock", "collected-and-read",
    // References
    "closures-handed-to-threads", "closures-that-share-a-box", "references-end-anywhere", "last-reference-ends-it",
    "class-hierarchy-ends", "several-let-go-at-once", "several-bridged-let-go-at-once", "ends-with-an-array",
    "ends-with-a-dictionary", "ends-with-raw-memory", "let-go-by-the-storage-of-another", "managed-buffers",
    "trees-are-shared", "weak-references", "unowned-references", "changed-when-unique",
    "changed-when-a-local-is-unique", "changed-when-optimised-code-finds-it-unique", "ends-with-an-array-of-closures",
    "types-first-used-by-either", "lazy-globals", "memory-used-again",
    // Collections
    "read-from-a-copy", "storage-copied-when-shared", "collections-behind-a-lock", "table-of-lists-behind-a-lock",
    "copies-of-inner-lists", "copies-of-lists-of-lists", "copies-of-a-structure", "texts-and-sets-behind-a-lock",
    "existentials-behind-a-lock", "table-in-a-mutex", "globals-behind-a-lock", "data-dates-and-encoders",
    // Queues and tasks
    "ordered-by-queues", "handed-to-a-busy-queue", "ordered-by-delays", "ordered-by-groups",
    "ordered-by-queue-barriers", "parts-of-concurrent-perform", "operations", "operations-that-depend",
    "reader-writer-queue", "handed-over-by-dispatch-semaphore", "work-items-and-timers", "tasks-and-actors",
    "continuations", "resumed-before-it-waits", "ended-before-it-is-awaited", "streams",
  ]

  @Test("are seen in no program that orders its accesses", arguments: ordered)
  func correctPrograms(property: String) throws {
    let reply = try FixtureTarget().sample(property, count: 250, racesFail: true)
    #expect(reply.failure == nil)
    #expect(!reply.racesMissed)
  }

  @Test(
    "are found with both lines, and replay",
    arguments: [
      "write-write", "read-write", "two-locks", "writes-while-reading", "changed-in-place", "appends-without-lock",
      "relaxed-store", "relaxed-load", "released-by-another", "after-the-lock", "written-twice",
      "part-of-what-was-written", "part-of-what-was-read", "second-of-two-readers", "after-an-object-at-the-same-place",
      "after-a-lock-at-the-same-place",
      "reads-before-the-end", "ends-while-another-reads", "sleep-instead-of-join", "concurrent-queue",
      "tasks-share-a-variable",
    ])
  func races(property: String) throws {
    let target = try FixtureTarget()
    let failure = try #require(try target.sample(property, count: 200, racesFail: true).failure)
    #expect(failure.outcome.verdict == .raced)
    let race = try #require(failure.outcome.race)
    #expect(race.first.thread != race.second.thread)
    let marked = try FixtureTarget.lines(marked: property, of: "Racing.swift")
    let lines = try [race.first, race.second].map { try FixtureTarget.line(at: #require($0.offset)) }
    #expect(Set(lines) == Set(marked), "\(race)")
    #expect(try target.replay(property, failure, racesFail: true).outcome == failure.outcome)
  }

  @Test(
    "are no longer looked for, and that is told, once there is more than can be kept track of",
    arguments: ["uses-much-memory", "uses-many-atomics"])
  func missed(property: String) throws {
    let reply = try FixtureTarget().sample(property, count: 2, racesFail: true)
    #expect(reply.failure == nil)
    #expect(reply.racesMissed)
  }

  @Test(
    "are looked for among as many threads as an execution may have",
    arguments: ["starts-1023-threads", "starts-1023-threads-at-once"])
  func manyThreads(property: String) throws {
    let limits = ExecutionLimits(memoryBytes: 1 << 30, threads: 1024)
    let reply = try FixtureTarget().sample(property, count: 3, limits: limits, racesFail: true)
    #expect(reply.failure == nil)
    #expect(!reply.racesMissed)
  }

  @Test("More threads than the engine can control are nobody's fault")
  func tooManyThreads() throws {
    let failure = try #require(try FixtureTarget().sample("starts-1024-threads", count: 1).failure)
    #expect(failure.outcome.verdict == .notGraded)
    #expect(failure.outcome.detail == "pthread_create for more than 1024 threads")
  }

  @Test("are seen whenever the thread that made the first access has ended", arguments: 0...2)
  func afterTheEnd(skip: UInt32) throws {
    let schedule = Schedule([Deviation(skip: skip, thread: 1)])
    let record = try FixtureTarget().replay("sleep-orders-without-early-timeouts", input: [], schedule: schedule)
    #expect(record.outcome.verdict == .passed)
    #expect(record.outcome.race != nil)
  }

  @Test("name the kinds of access and the locks held")
  func details() throws {
    let target = try FixtureTarget()
    let locks = try #require(try target.sample("two-locks", count: 200, racesFail: true).failure?.outcome.race)
    #expect([locks.first.kind, locks.second.kind] == [.write, .write])
    #expect([locks.first.locks, locks.second.locks] == [["mutex 1"], ["mutex 2"]])
    let reading = try #require(
      try target.sample("writes-while-reading", count: 200, racesFail: true).failure?.outcome.race)
    #expect(reading.first.locks == ["rwlock 1"] && reading.second.locks == ["rwlock 1"])
    let inPlace = try #require(try target.sample("changed-in-place", count: 200, racesFail: true).failure?.outcome.race)
    #expect([inPlace.first.kind, inPlace.second.kind] == [.exclusive, .exclusive])
  }

  @Test("are remarks unless they are asked to be failures, and come after every other failure")
  func remarks() throws {
    let target = try FixtureTarget()
    let reply = try target.sample("write-write", count: 20)
    #expect(reply.failure == nil && reply.executions == 20)
    let raced = try #require(reply.raced)
    #expect(raced.outcome.verdict == .passed && raced.outcome.race != nil)
    let lost = try #require(try target.sample("lost-update", count: 300).failure)
    #expect(lost.outcome.verdict == .failed && lost.outcome.race != nil)
  }
}
