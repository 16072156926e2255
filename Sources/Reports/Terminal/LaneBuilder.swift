// Picks, from all the events of an execution, the steps that a reader needs to see.

import Records

/// One row of the lanes: what one thread did.
struct LaneStep: Hashable {
  /// The number of the row's first event in its execution, from 1.
  var number: Int
  var thread: Int
  /// What was done, in order and without repetition.
  var actions: [String]
  var location: SourceLocation?
  /// The kinds of what was done.
  var kinds: Set<EventKind> = []
  /// Virtual time since the execution began, in nanoseconds.
  var time: UInt64
}

/// Turns events into rows. Of memory, only accesses by which threads meet are shown.
struct LaneBuilder {
  enum Detail {
    /// What the threads do to each other.
    case decisive
    /// Also how threads start and end, and what the property's own lines do.
    case all
  }

  var words: Words
  var threads: [String]
  var detail: Detail
  var names = ObjectNames()
  /// The text of a line of the work.
  var sourceLine: (SourceLocation) -> String? = { _ in nil }

  /// The rows for the events, in order. Consecutive steps of one thread on one line are one row. O(events).
  func steps(of events: [Event]) -> [LaneStep] {
    var rows: [LaneStep] = []
    let memory = SharedMemory(events, sourceLine: sourceLine)
    let single = kindsOfOneObject(events)
    let blocked = BlockedLocks(events).indices
    for (index, event) in events.enumerated() where isShown(event, memory) {
      let object = event.object.flatMap { name($0, of: event.kind, single) }
      let action = words.step(event, object: object, isBlocked: blocked.contains(index))
      let location = event.kind.isSaidByProperty || event.isPropertyCode ? nil : event.location
      if let last = rows.last, last.thread == event.thread {
        if merges(event, at: location, into: last, previous: events[index - 1]) {
          merge(action, event.kind, into: &rows[rows.count - 1])
          continue
        }
        // An operation that nothing shown interrupts is told by its return alone.
        if event.kind == .operationEnd, last.isBegin(of: event) {
          rows[rows.count - 1].actions[0] = action
          continue
        }
      }
      rows.append(
        LaneStep(
          number: index + 1, thread: event.thread, actions: [action], location: location, kinds: [event.kind],
          time: event.time))
    }
    return detail == .decisive ? withoutOnlookers(rows) : rows
  }

  /// Adds an action to a row. What a line does to locks and conditions says more than its use of memory, which gives
  /// way, and so does a read to a write.
  private func merge(_ action: String, _ kind: EventKind, into row: inout LaneStep) {
    let isMemory = row.kinds.allSatisfy(\.isMemory)
    // A wait gives its mutex back: that goes without saying.
    guard isMemory || !kind.isMemory, !(kind == .unlock && row.kinds.contains(.wait)) else { return }
    if isMemory, !kind.isMemory || row.kinds == [.read] {
      row.actions = [action]
      row.kinds = [kind]
    } else if !row.actions.contains(action), !(isMemory && kind == .read) {
      row.actions.append(action)
      row.kinds.insert(kind)
    }
  }

  private func isShown(_ event: Event, _ memory: SharedMemory) -> Bool {
    if event.kind.isMemory { return !event.isPropertyCode && memory.conflicts(event) }
    if detail == .all { return true }
    switch event.kind {
    case .operationBegin, .operationEnd, .note, .expectation, .sleep, .wait: return true
    case .start, .end, .once, .history: return false
    default: return !event.isPropertyCode
    }
  }

  /// The rows without those of threads that only let time pass or look, such as a main thread that waits for the others.
  private func withoutOnlookers(_ rows: [LaneStep]) -> [LaneStep] {
    let acting = Set(
      rows.lazy.filter { $0.location != nil || !$0.kinds.isSubset(of: [.sleep, .expectation]) }.map(\.thread))
    return acting.isEmpty ? rows : rows.filter { acting.contains($0.thread) }
  }

  /// Kinds of which the work uses one object only: it needs no name in a lane.
  private func kindsOfOneObject(_ events: [Event]) -> Set<Substring> {
    var objects: [Substring: Set<String>] = [:]
    for event in events where !event.isPropertyCode {
      if let object = event.object { objects[ObjectNames.kind(of: object), default: []].insert(object) }
    }
    return Set(objects.filter { $0.value.count == 1 && $0.key != "thread" }.keys)
  }

  private func name(_ object: String, of event: EventKind, _ single: Set<Substring>) -> String? {
    event.isMemory || single.contains(ObjectNames.kind(of: object))
      ? nil : words.object(object, threads: threads, names: names)
  }

  private func merges(_ event: Event, at location: SourceLocation?, into row: LaneStep, previous: Event) -> Bool {
    guard let location, previous.thread == event.thread, event.time == row.time else { return false }
    return location == row.location && !event.kind.isSaidByProperty
  }
}

extension LaneStep {
  /// Whether the row is the begin of the operation that an event ends, and nothing else.
  fileprivate func isBegin(of event: Event) -> Bool {
    kinds == [.operationBegin] && event.text?.hasPrefix(actions[0]) == true
  }
}

extension EventKind {
  /// Whether the step is a word of the property's, not an action of the code.
  fileprivate var isSaidByProperty: Bool {
    switch self {
    case .operationBegin, .operationEnd, .note, .expectation, .history: true
    default: false
    }
  }
}
