// Counts the ways in which executions end.

package import Records

/// The outcomes of many executions, each with how often and the simplest execution that shows it.
///
/// Executions may be added in any order: the set is the same.
package struct OutcomeSet: Sendable {
  package struct Entry: Hashable, Sendable {
    package var count: Int
    /// The lowest index.
    package var first: Int
    /// Of those that show a data race, where any does, the one with the fewest deviations, then steps, then the lowest
    /// index.
    package var simplest: ExecutionRecord
  }

  /// What two executions have in common that ended alike: who waits for what kind of thing held by whom, and what was
  /// printed. Places are looked up later, and numbers of objects follow the order of their first uses.
  private struct Key: Hashable {
    var outcome: Outcome
    var output: String

    init(_ record: ExecutionRecord) {
      outcome = record.outcome
      outcome.offset = nil
      outcome.race = nil  // which of the races came first says nothing of what became of the program
      for index in outcome.waiting.indices {
        outcome.waiting[index].offset = nil
        outcome.waiting[index].object = outcome.waiting[index].object.map { String($0.prefix { !$0.isNumber }) }
      }
      output = record.output
    }
  }

  private var byKey: [Key: Entry] = [:]
  /// Whether races may not have been seen in one of them.
  package private(set) var racesMissed = false

  package init() {}

  package mutating func add(_ record: ExecutionRecord) {
    racesMissed = racesMissed || record.racesMissed
    guard var entry = byKey[Key(record)] else {
      byKey[Key(record)] = Entry(count: 1, first: record.index, simplest: record)
      return
    }
    entry.count += 1
    entry.first = min(entry.first, record.index)
    if record.isSimpler(than: entry.simplest) { entry.simplest = record }
    byKey[Key(record)] = entry
  }

  /// The most frequent first; equally frequent ones in the order of their first executions.
  package var entries: [Entry] { byKey.values.sorted { ($1.count, $0.first) < ($0.count, $1.first) } }
}

extension ExecutionRecord {
  fileprivate func isSimpler(than other: ExecutionRecord) -> Bool {
    if (outcome.race == nil) != (other.outcome.race == nil) { return outcome.race != nil }
    return (schedule.deviations.count, steps, index) < (other.schedule.deviations.count, other.steps, other.index)
  }
}
