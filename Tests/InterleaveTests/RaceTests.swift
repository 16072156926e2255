import Foundation
import Records
import Testing

@Suite("Data races")
struct RaceTests {
  static let ordered = [
    "ordered-by-start-and-join", "ordered-by-asking-for-the-end", "ordered-by-pauses",
    "closures-handed-to-threads",
    "references-end-anywhere", "last-reference-ends-it", "storage-copied-when-shared", "lazy-globals",
    "collections-behind-a-lock", "bytes-of-one-word", "readers-together", "handed-over-by-condition",
    "handed-over-by-barrier", "published-by-atomic", "behind-a-mutex", "collected-and-read", "ordered-by-queues",
    "ordered-by-groups", "ordered-by-queue-barriers", "parts-of-concurrent-perform", "operations", "tasks-and-actors",
    "continuations", "streams", "memory-used-again",
  ]

  @Test("are seen in no program that orders its accesses", arguments: ordered)
  func correctPrograms(property: String) throws {
    let reply = try FixtureTarget().sample(property, count: 1000, racesFail: true)
    #expect(reply.failure == nil)
    #expect(!reply.racesMissed)
  }

  @Test(
    "are found with both lines, and replay",
    arguments: [
      "write-write", "read-write", "two-locks", "writes-while-reading", "changed-in-place", "appends-without-lock",
      "relaxed-flag", "reads-before-the-end", "sleep-instead-of-join", "concurrent-queue", "tasks-share-a-variable",
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
