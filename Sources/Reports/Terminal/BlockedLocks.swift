// Which locks had to wait, so that none is shown as taken that was not.

import Records

/// Follows the mutexes through an execution. A lock's event stands where the thread asks for it. When it must wait, its
/// next event tells that it got it, and so after a wait on a condition.
struct BlockedLocks {
  private struct Hold {
    var thread: Int
    /// More than 1 for a recursive mutex.
    var depth = 1
  }

  /// The indices of events that ask for a mutex while another thread has it.
  private(set) var indices: Set<Int> = []
  private var holds: [String: Hold] = [:]
  /// The mutex that a thread must have to go on.
  private var wanted: [Int: String] = [:]
  /// Threads whose last event is a wait, which gives the mutex back.
  private var waiting: Set<Int> = []

  init(_ events: [Event]) {
    for (index, event) in events.enumerated() {
      if let mutex = wanted.removeValue(forKey: event.thread) { holds[mutex] = Hold(thread: event.thread) }
      let isWaiting = waiting.remove(event.thread) != nil
      if event.kind == .wait { waiting.insert(event.thread) }
      guard let mutex = event.object, ObjectNames.kind(of: mutex) == "mutex" else { continue }
      switch event.kind {
      case .lock:
        let holder = holds[mutex]?.thread ?? taker(of: mutex, for: event.thread, after: events[(index + 1)...])
        if holder == event.thread {
          holds[mutex, default: Hold(thread: holder, depth: 0)].depth += 1
        } else {
          indices.insert(index)
          wanted[event.thread] = mutex
        }
      case .tryLock:
        // Whether it succeeded is not said; where nobody has the mutex, it did.
        if holds[mutex] == nil { holds[mutex] = Hold(thread: event.thread) }
      case .unlock:
        holds[mutex]?.depth -= 1
        if holds[mutex]?.depth == 0 { holds[mutex] = nil }
        if isWaiting { wanted[event.thread] = mutex }
      default: break
      }
    }
  }

  /// Who has a mutex that was given back, when a thread asks for it: the first, of that thread and those that wanted the
  /// mutex before, that goes on.
  private func taker(of mutex: String, for thread: Int, after events: ArraySlice<Event>) -> Int {
    let others = wanted.filter { $0.value == mutex }
    if others.isEmpty { return thread }
    return events.first { $0.thread == thread || others[$0.thread] != nil }?.thread ?? thread
  }
}
