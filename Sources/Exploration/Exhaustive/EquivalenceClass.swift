// Tells equivalent executions by a number.

internal import Records

/// The order of an execution's conflicting uses, by vector clocks (Mazurkiewicz's traces): the same for every execution in
/// which the threads use the same in the same order, but for uses that do not conflict.
///
/// Uses are counted and not steps: where a thread is alone there is no choice, and its steps are fewer.
struct EquivalenceClass {
  private(set) var fingerprint: UInt64 = 0
  private var clocks: [VectorClock]
  private var uses: [Access.Place: [(access: Access, clock: VectorClock)]] = [:]

  init(_ steps: some Sequence<Step>) {
    let steps = steps.filter { !$0.isPending }
    let threads = 1 + (steps.map { max($0.thread, $0.wakes.max() ?? 0, $0.letGoByTime.max() ?? 0) }.max() ?? 0)
    clocks = Array(repeating: Array(repeating: 0, count: threads), count: threads)
    var running = 0
    for step in steps {
      for woken in step.letGoByTime { clocks.forEach { clocks[woken].join($0) } }
      if step.isAmongWaiters {
        add("→\(step.thread)", by: running)
      } else {
        running = step.thread
      }
      for access in step.accesses { add(access, by: running) }
      for woken in step.wakes { clocks[woken].join(clocks[running]) }
    }
  }

  private mutating func add(_ access: Access, by thread: Int) {
    let lists = access.isWide ? Array(uses.values) : (access.places + [.wide]).compactMap { uses[$0] }
    for list in lists {
      for use in list.reversed() where use.access.conflicts(with: access) {
        clocks[thread].join(use.clock)
        // Those before a write of the same memory happen before it.
        if use.access.mode == .writes, use.access.covers(access) { break }
      }
    }
    add("\(access.kind)", by: thread)
    for place in access.places { uses[place, default: []].append((access, clocks[thread])) }
  }

  private mutating func add(_ what: String, by thread: Int) {
    clocks[thread][thread] += 1
    var text = "\(thread) \(what)"
    for (other, count) in clocks[thread].enumerated() where count > 0 { text += " \(other):\(count)" }
    fingerprint &+= Fingerprint(text.utf8).value
  }
}
