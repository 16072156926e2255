// Every schedule with few preemptions, for programs with too many orders.

internal import Records

/// Depth-first search through all schedules that take the turn from a thread which could go on at most so many times: first
/// those that never do, then those that do once at most, and so on (Musuvathi and Qadeer, «Iterative Context Bounding
/// for Systematic Testing of Multithreaded Programs», PLDI 2007).
///
/// Equivalent executions are not told apart beforehand: of two orders that come to the same, only one may be within the
/// bound.
struct PreemptionBound: ExecutionSearch {
  let most: Int
  /// The bound that every schedule was run within; `nil`: none yet.
  private(set) var reached: Int?
  /// Whether some schedule is beyond the bound: when not, all were run.
  private(set) var leavesOut = false

  private struct Node {
    var step: Step
    /// Choices that are left after the last execution's.
    var left: [Int]
    /// Before this choice.
    var preemptions: Int
  }

  private var nodes: [Node] = []
  private var bound = 0
  private var isDone = false

  /// - Parameter most: the last bound.
  init(most: Int) { self.most = most }

  var guide: Guide? { isDone ? nil : Guide(nodes.map(\.step)) }

  var known: Int { nodes.reduce(isDone ? 0 : 1) { $0 + $1.left.count } }

  mutating func learn(_ steps: [Step], endedByStep: Bool) -> UInt64? {
    let taken = steps.prefix { !$0.isPending }
    guard taken.starts(with: nodes.map(\.step), by: { $0.isSameChoice(as: $1) }) else { return nil }
    for step in taken.dropFirst(nodes.count) {
      let preemptions = nodes.last.map { $0.preemptions + ($0.step.isPreemption ? 1 : 0) } ?? 0
      let others = step.candidates.filter { $0 != step.thread }
      let isFree = !step.canStay || step.isAmongWaiters
      nodes.append(Node(step: step, left: isFree || preemptions < bound ? others : [], preemptions: preemptions))
      if !isFree, preemptions >= bound, !others.isEmpty { leavesOut = true }
    }
    advance()
    return EquivalenceClass(steps).fingerprint
  }

  private mutating func advance() {
    while nodes.last?.left.isEmpty == true { nodes.removeLast() }
    if let last = nodes.indices.last {
      nodes[last].step.thread = nodes[last].left.removeFirst()
      return
    }
    reached = bound
    if leavesOut, bound < most {
      bound += 1
      leavesOut = false
    } else {
      isDone = true
    }
  }
}

extension Step {
  fileprivate var isPreemption: Bool { canStay && !isAmongWaiters && thread != standard }
}
