// Which schedule to run next, so that every inequivalent execution is run once.

internal import Records

/// Depth-first search with source sets and sleep sets (Abdulla, Aronis, Jonsson and Sagonas, «Optimal Dynamic Partial
/// Order Reduction», POPL 2014): of all executions that keep conflicting steps in the same order one is run to its end.
///
/// Every execution is looked through for races: a step that could have come before an earlier one. At the earlier one's
/// place a thread is then tried through which it does, unless one that leads there is tried already. A thread that was
/// tried sleeps while its siblings are, until a step conflicts with what it did.
struct SourceSets: ExecutionSearch {
  /// A choice on the way of the last execution.
  private struct Node {
    var step: Step
    /// Choices to make here, in order; the last execution's is `step.thread`.
    var alternatives: [Int]
    /// What threads did that were tried here, and that slept when the search came here.
    var tried: [Int: [Access]] = [:]
    var asleep: [Int: [Access]]

    /// Alternatives that are left: all of a choice who is let go, and of others those that do not sleep.
    var left: [Int] {
      alternatives.filter { tried[$0] == nil && (step.isAmongWaiters || asleep[$0] == nil) }
    }

    /// Who sleeps during the step.
    var sleepers: [Int: [Access]] { step.isAmongWaiters ? asleep : asleep.merging(tried) { $1 } }
  }

  private var nodes: [Node] = []
  /// How many of the nodes the guide of the next execution keeps; the last of them tries another alternative.
  private var kept: Int? = 0

  var guide: Guide? {
    guard let kept else { return nil }
    let sleepers = kept == 0 ? [:] : nodes[kept - 1].sleepers
    return Guide(
      nodes.prefix(kept).map(\.step),
      sleepers: sleepers.sorted { $0.key < $1.key }.map { Step(thread: $0.key, accesses: $0.value) })
  }

  var known: Int {
    nodes.reduce(kept == nil ? 0 : 1) { sum, node in sum + node.left.count { $0 != node.step.thread } }
  }

  mutating func learn(_ steps: [Step], endedByStep: Bool) -> UInt64? {
    let kept = kept ?? 0
    let taken = steps.prefix { !$0.isPending }
    guard taken.count >= kept, zip(nodes.prefix(kept), taken).allSatisfy({ $0.step.isSameChoice(as: $1) }) else {
      return nil
    }
    nodes.removeSubrange(kept...)
    for (index, step) in taken.enumerated().dropFirst(max(0, kept - 1)) {
      if index < kept {
        nodes[index].step = step
      } else {
        let asleep = nodes.last.map { $0.sleepers.stillAsleep(after: $0.step) } ?? [:]
        nodes.append(
          Node(step: step, alternatives: step.isAmongWaiters ? step.candidates : [step.thread], asleep: asleep))
      }
    }
    let order = HappensBefore(steps, from: max(0, kept - 1), endedByStep: endedByStep)
    for race in order.races { reverse(race) }
    advance()
    return EquivalenceClass(steps).fingerprint
  }

  private mutating func reverse(_ race: Race) {
    let node = nodes[race.position]
    let enabled = node.step.candidates
    guard !race.initials.contains(where: { node.alternatives.contains($0) || node.asleep[$0] != nil }) else { return }
    if let initial = ([race.thread] + race.initials).first(where: { race.initials.contains($0) && enabled.contains($0) }
    ) {
      nodes[race.position].alternatives.append(initial)
    } else {
      // Whoever may help the later step to come first.
      nodes[race.position].alternatives += enabled.filter { !node.alternatives.contains($0) }
    }
  }

  /// Goes back to the last choice that has another alternative.
  private mutating func advance() {
    // What the choices who is let go used belongs to the step before them.
    var usedByChoices: [Access] = []
    while var last = nodes.popLast() {
      last.tried[last.step.thread] = last.step.accesses + usedByChoices
      if let next = last.left.first {
        last.step.thread = next
        nodes.append(last)
        kept = nodes.count
        return
      }
      usedByChoices = last.step.isAmongWaiters ? last.alternatives.flatMap { last.tried[$0] ?? [] } : []
    }
    kept = nil
  }
}

extension [Int: [Access]] {
  /// Those whose step does not conflict with this one.
  fileprivate func stillAsleep(after step: Step) -> Self {
    filter { _, uses in !uses.contains { use in step.accesses.contains { $0.conflicts(with: use) } } }
  }
}
