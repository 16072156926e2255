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
  /// Virtual time since the execution began, in nanoseconds.
  package var time: UInt64
}

/// Turns events into rows.
package struct LaneBuilder {
  package enum Detail: Sendable {
    /// What the threads do to each other; memory only where another thread goes on, before or after.
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
    for index in events.indices where isShown(index, of: events) {
      let event = events[index]
      let action = words.step(event, threads: threads)
      let location = shownLocation(event)
      if let last = rows.last, last.thread == event.thread,
        merges(event, at: location, into: last, previous: events[index - 1])
      {
        if !last.actions.contains(action) { rows[rows.count - 1].actions.append(action) }
        continue
      }
      // An operation that nothing interrupts is told by its return alone.
      if event.kind == .operationEnd, index > 0, isBegin(events[index - 1], of: event),
        rows.last?.thread == event.thread
      {
        rows[rows.count - 1].actions[0] = action
        continue
      }
      rows.append(
        LaneStep(number: index + 1, thread: event.thread, actions: [action], location: location, time: event.time))
    }
    return rows
  }

  private func isShown(_ index: Int, of events: [Event]) -> Bool {
    if detail == .all { return true }
    let event = events[index]
    switch event.kind {
    case .operationBegin, .operationEnd, .note, .expectation: return true
    case .start, .end, .once: return false
    case .sleep, .wait: return true
    case .read, .write, .atomic:
      return !isPropertyCode(event.location) && isAtSwitch(index, of: events)
    default: return !isPropertyCode(event.location)
    }
  }

  /// Whether another thread went on before or after the event, or the execution ended with it.
  private func isAtSwitch(_ index: Int, of events: [Event]) -> Bool {
    let thread = events[index].thread
    return index == events.count - 1 || events[index + 1].thread != thread
      || (index > 0 && events[index - 1].thread != thread)
  }

  private func merges(_ event: Event, at location: SourceLocation?, into row: LaneStep, previous: Event) -> Bool {
    guard let location, previous.thread == event.thread, event.time == row.time else { return false }
    return location == row.location && !event.kind.isSaidByProperty
  }

  private func isBegin(_ previous: Event, of event: Event) -> Bool {
    guard previous.kind == .operationBegin, previous.thread == event.thread else { return false }
    return event.text?.hasPrefix(previous.text ?? "") == true
  }

  /// Where the student should look: the property's own lines are not shown.
  private func shownLocation(_ event: Event) -> SourceLocation? {
    event.kind.isSaidByProperty || isPropertyCode(event.location) ? nil : event.location
  }

  private func isPropertyCode(_ location: SourceLocation?) -> Bool {
    location.map { $0.file == "Properties.swift" } ?? false
  }
}

extension EventKind {
  /// Whether the step is a word of the property's, not an action of the code.
  fileprivate var isSaidByProperty: Bool {
    switch self {
    case .operationBegin, .operationEnd, .note, .expectation: true
    default: false
    }
  }
}
