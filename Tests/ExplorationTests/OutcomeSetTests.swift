import Records
import Testing

@testable import Exploration

@Suite struct OutcomeSetTests {
  private func record(_ index: Int, _ output: String, deviations: Int = 0, object: String? = nil) -> ExecutionRecord {
    let waiting = object.map { [Waiting(thread: 1, operation: .lock, object: $0, heldBy: 2, location: nil)] } ?? []
    return ExecutionRecord(
      index: index, outcome: Outcome(waiting.isEmpty ? .passed : .deadlocked, waiting: waiting),
      schedule: Schedule((0..<deviations).map { Deviation(skip: UInt32($0), thread: 1) }), output: output)
  }

  @Test("The most frequent outcome comes first, each with its first and its simplest execution")
  func counts() {
    let records = [
      record(0, "a", deviations: 3), record(1, "b", deviations: 2), record(2, "a", deviations: 1),
      record(3, "b", deviations: 2), record(4, "a", deviations: 2),
    ]
    for order in [records, records.reversed(), records.shuffled()] {
      var set = OutcomeSet()
      order.forEach { set.add($0) }
      #expect(set.entries.map(\.count) == [3, 2])
      #expect(set.entries.map(\.first) == [0, 1])
      #expect(set.entries.map(\.simplest.index) == [2, 1])
    }
  }

  @Test("Outcomes that are equally frequent stand in the order of their first executions")
  func ties() {
    var set = OutcomeSet()
    for (index, output) in ["z", "a", "m"].enumerated() { set.add(record(index, output)) }
    #expect(set.entries.map(\.simplest.output) == ["z", "a", "m"])
  }

  @Test("A data race makes no other outcome, and is shown where any of its executions has one")
  func races() {
    var raced = record(1, "a", deviations: 5)
    raced.outcome.race = Race(
      first: Race.Access(thread: 1, kind: .write, locks: []), second: Race.Access(thread: 2, kind: .read, locks: []))
    for records in [[record(0, "a"), raced], [raced, record(0, "a")]] {
      var set = OutcomeSet()
      records.forEach { set.add($0) }
      #expect(set.entries.map(\.count) == [2])
      #expect(set.entries.map(\.simplest) == [raced])
    }
  }

  @Test("Races may have been missed where they may have been in one execution")
  func racesMissed() {
    var set = OutcomeSet()
    set.add(record(0, "a"))
    #expect(!set.racesMissed)
    var missed = record(1, "a")
    missed.racesMissed = true
    set.add(missed)
    set.add(record(2, "a"))
    #expect(set.racesMissed)
  }

  @Test("A deadlock is the same one whatever the numbers of its locks, and another one on another kind of thing")
  func deadlocks() {
    var set = OutcomeSet()
    for (index, object) in ["mutex 1", "mutex 2", "semaphore 1"].enumerated() {
      set.add(record(index, "", object: object))
    }
    #expect(set.entries.map(\.count) == [2, 1])
  }
}
