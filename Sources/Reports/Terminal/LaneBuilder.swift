// Picks, from all the events of an execution, the steps that a reader needs to see.

package import Records

/// One row of the lanes: what one thread did.
package struct LaneStep: Hashable, Sendable {
  /// The number of the row's first event in its execution, from 1.
  package var number: Int
  package var thread: Int
  /// What was done, in order and without repetition.
  package var actions: [String]
  package var location: SourceLocation?
  /// Whether the row is about memory alone.
  var isMemory = false
  /// Virtual time since the execution began, in nanoseconds.
  package var time: UInt64
}

/// Turns events into rows.
package struct LaneBuilder {
  package enum Detail: Sendable {
    /// What the threads do to each other; of memory only the lines on which a thread was overtaken, for every thread.
    case decisive
    /// Every event.
    case all
  }

  package var words: Words
  package var threads: [String]
  package var detail: Detail

  package init(words: Words, threads: [String], detail: Detail) {
    self.words = words
    self.threads = threads
    self.detail = detail
  }

  /// The rows for the events, in order. Consecutive steps of one thread on one line are one row. O(events).
  package func steps(of events: [Event]) -> [LaneStep] {
    var rows: [LaneStep] = []
    let overtaken = overtakenPlaces(events)
    for index in events.indices where isShown(events[index], overtaken) {
      let event = events[index]
      let action = words.step(event, threads: threads)
      let location = shownLocation(event)
      if let last = rows.last, last.thread == event.thread,
        merges(event, at: location, into: last, previous: events[index - 1])
      {
        merge(action, event.kind, into: &rows[rows.count - 1])
        continue
      }
      // An operation that nothing shown interrupts is told by its return alone.
      if event.kind == .operationEnd, let last = rows.last, last.thread == event.thread, last.isBegin(of: event) {
        rows[rows.count - 1].actions[0] = action
        continue
      }
      rows.append(
        LaneStep(
          number: index + 1, thread: event.thread, actions: [action], location: location, isMemory: event.kind.isMemory,
          time: event.time))
    }
    return rows
  }

  /// Adds an action to a row. What a line does to locks and conditions says more than its use of memory, which gives way.
  private func merge(_ action: String, _ kind: EventKind, into row: inout LaneStep) {
    if detail == .decisive, kind.isMemory != row.isMemory {
      if row.isMemory {
        row.actions = [action]
        row.isMemory = false
      }
    } else if !row.actions.contains(action) {
      row.actions.append(action)
    }
  }

  private func isShown(_ event: Event, _ overtaken: Set<SourceLocation>) -> Bool {
    if detail == .all { return true }
    switch event.kind {
    case .operationBegin, .operationEnd, .note, .expectation, .sleep, .wait: return true
    case .start, .end, .once: return false
    case .read, .write, .atomic:
      return event.location.map { !isPropertyCode($0) && overtaken.contains($0) } ?? false
    default: return !isPropertyCode(event.location)
    }
  }

  /// Where a thread used memory last before another one went on, perhaps while it slept, or before the end.
  private func overtakenPlaces(_ events: [Event]) -> Set<SourceLocation> {
    var places: Set<SourceLocation> = []
    var last: Event?
    for event in events where event.kind != .start && event.kind != .end && event.kind != .sleep {
      if let last, last.thread != event.thread, last.kind.isMemory, let place = last.location { places.insert(place) }
      last = event
    }
    if let last, last.kind.isMemory, let place = last.location { places.insert(place) }
    return places
  }

  private func merges(_ event: Event, at location: SourceLocation?, into row: LaneStep, previous: Event) -> Bool {
    guard let location, previous.thread == event.thread, event.time == row.time else { return false }
    return location == row.location && !event.kind.isSaidByProperty
  }

  /// Where the student should look: the property's own lines are not shown.
  private func shownLocation(_ event: Event) -> SourceLocation? {
    event.kind.isSaidByProperty || isPropertyCode(event.location) ? nil : event.location
  }

  private func isPropertyCode(_ location: SourceLocation?) -> Bool {
    location.map { $0.file == "Properties.swift" } ?? false
  }
}

extension LaneStep {
  /// Whether the row is the begin of the operation that an event ends, and nothing else.
  fileprivate func isBegin(of event: Event) -> Bool {
    location == nil && actions.count == 1 && event.text?.hasPrefix(actions[0]) == true
  }
}

extension EventKind {
  fileprivate var isMemory: Bool { self == .read || self == .write || self == .atomic }

  /// Whether the step is a word of the property's, not an action of the code.
  fileprivate var isSaidByProperty: Bool {
    switch self {
    case .operationBegin, .operationEnd, .note, .expectation: true
    default: false
    }
  }
}
