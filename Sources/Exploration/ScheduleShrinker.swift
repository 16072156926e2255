// Proposes simpler schedules, and learns from what became of them.

internal import Records

/// Takes out of a failing schedule what it fails without, until no deviation from running each thread until it waits can
/// be dropped or the effort is spent.
///
/// Executions are ordered by deviations, then switches between threads, then steps. The passes: chunks of deviations are
/// removed, large ones first (Zeller and Hildebrandt, «Simplifying and Isolating Failure-Inducing Input», 2002); two are
/// merged into one; single ones are moved to where fewer switches follow. Again from the beginning until nothing changes.
/// Deviations are told by where their threads stand, so that those that are left still mean what they meant. Only replayed
/// executions count, and what is kept is the schedule that the replay recorded: deviations without an effect are gone.
struct ScheduleShrinker {
  /// The simplest failure so far.
  private(set) var best: ExecutionRecord
  private var effort: Int
  private var pass: Pass
  private var seen: Set<[Anchor]> = []
  private var changed = false

  private enum Pass: Equatable {
    /// Removes `length` deviations from `start` on.
    case remove(length: Int, start: Int)
    /// Lets the thread that the deviation after `index` chooses run already at `index`.
    case merge(index: Int)
    /// Lets a deviation happen so many steps later in its thread.
    case move(index: Int, by: Int)
    case done
  }

  private static let moves = [-1, 1, -2, 2, -4, 4, -8, 8]

  /// - Parameter effort: see ``Effort/schedule``.
  init(failure: ExecutionRecord, effort: Int) {
    best = failure
    self.effort = effort
    seen = [failure.anchors]
    pass = failure.anchors.isEmpty ? .done : .remove(length: failure.anchors.count, start: 0)
  }

  /// The next deviations to replay; `nil` when there are none or the effort is spent.
  mutating func next() -> [Anchor]? {
    while effort > 0, pass != .done {
      if let proposal = propose(), seen.insert(proposal).inserted { return proposal }
      advance()
    }
    return nil
  }

  /// Says what the replay of the last proposal gave, and whether that is the failure.
  mutating func tried(_ execution: ExecutionRecord, fails: Bool) {
    effort -= Effort.cost(of: 1, steps: execution.steps)
    guard fails, execution.size < best.size else { return advance() }
    best = execution
    seen.insert(best.anchors)
    changed = true
    // What follows a removed chunk stands where it stood: the same pass goes on there.
    let count = best.anchors.count
    switch pass {
    case _ where count == 0: pass = .done
    case .remove(let length, let start):
      let length = min(length, count)
      pass = .remove(length: length, start: min(start, count - length))
    case .merge, .move, .done: break
    }
  }

  private func propose() -> [Anchor]? {
    var anchors = best.anchors
    switch pass {
    case .remove(let length, let start):
      guard start + length <= anchors.count else { return nil }
      anchors.removeSubrange(start..<start + length)
    case .merge(let index):
      guard index + 1 < anchors.count else { return nil }
      anchors[index].chosen = anchors[index + 1].chosen
      anchors.remove(at: index + 1)
    case .move(let index, let distance):
      guard index < anchors.count, anchors[index].step + distance >= 0 else { return nil }
      anchors[index].step += distance
    case .done: return nil
    }
    return anchors
  }

  private mutating func advance() {
    let count = best.anchors.count
    switch pass {
    case .remove(let length, let start):
      // From the end: what comes last is needed least.
      if start > 0 {
        pass = .remove(length: length, start: max(0, start - length))
      } else if length > 1 {
        pass = Self.removal(length / 2, of: count)
      } else {
        pass = .merge(index: 0)
      }
    case .merge(let index): pass = index + 1 < count ? .merge(index: index + 1) : .move(index: 0, by: Self.moves[0])
    case .move(let index, let distance):
      let next = Self.moves.firstIndex(of: distance)! + 1
      if index < count, next < Self.moves.count {
        pass = .move(index: index, by: Self.moves[next])
      } else if index + 1 < count {
        pass = .move(index: index + 1, by: Self.moves[0])
      } else {
        pass = changed ? Self.removal(count / 2, of: count) : .done
        changed = false
      }
    case .done: break
    }
  }

  /// The last `length` of `count` deviations, but one at least.
  private static func removal(_ length: Int, of count: Int) -> Pass {
    let length = max(1, min(length, count))
    return .remove(length: length, start: count - length)
  }
}
