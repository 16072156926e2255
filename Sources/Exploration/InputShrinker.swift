// Proposes smaller inputs, and learns from what became of them.

internal import Records

/// Makes a failing list of choices shorter and smaller.
///
/// Lists are ordered by length, then number by number; zeros at the end do not count, because a choice that is not given
/// is zero. The passes are those of Hypothesis (MacIver and Donaldson, «Test-Case Reduction via Test-Case Generation»,
/// ECOOP 2020): everything simplest, chunks deleted, then each number searched for its smallest value; again until
/// nothing changes or the effort is spent.
struct InputShrinker {
  /// The smallest failure so far.
  private(set) var best: ExecutionRecord
  private var input: [UInt64]
  private var effort: Int
  /// Executions of the last success: how rare the failure is.
  private var rarity: Int
  private var steps: Int
  private var pass = Pass.simplest
  private var candidate: [UInt64] = []
  private var seen: Set<[UInt64]> = []
  private var changed = false

  private enum Pass: Equatable {
    case simplest
    /// Deletes `length` choices from `start` on.
    case delete(length: Int, start: Int)
    /// Searches the smallest value of the choice at `index` that fails; `low` is known not to, once zero was tried.
    case lower(index: Int, low: UInt64?)
    case done
  }

  /// - Parameters:
  ///   - effort: see ``Effort/input``.
  ///   - attempts: how many executions it took to find the failure.
  init(failure: ExecutionRecord, effort: Int, attempts: Int, steps: Int) {
    best = failure
    input = failure.input.trimmed
    self.effort = effort
    self.steps = steps
    rarity = attempts
    seen = [input]
  }

  /// How many executions the next candidate is worth: more when the failure is rare, and never so few that one which is
  /// rarer than the last is missed, nor more than the effort allows.
  var attempts: Int { max(1, min(max(12, 3 * rarity), 48, effort / Effort.cost(of: 1, steps: steps))) }

  /// The next input to try; `nil` when there is none or the effort is spent.
  mutating func next() -> [UInt64]? {
    while effort > 0, pass != .done {
      if let proposal = propose()?.trimmed, proposal.precedes(input), seen.insert(proposal).inserted {
        candidate = proposal
        return proposal
      }
      advance(failed: false)
    }
    return nil
  }

  /// Says what became of the last candidate: the failure it gave, or none.
  mutating func tried(_ failure: ExecutionRecord?, executions: Int, steps: Int) {
    effort -= Effort.cost(of: executions, steps: steps)
    self.steps = max(1, steps)
    if let failure {
      rarity = executions
      best = failure
      // What the property really drew is the input from now on, when that is smaller still.
      let drawn = failure.input.trimmed
      input = candidate.precedes(drawn) ? candidate : drawn
      seen.insert(input)
      changed = true
    }
    advance(failed: failure != nil)
  }

  private func propose() -> [UInt64]? {
    switch pass {
    case .simplest: return []
    case .delete(let length, let start):
      guard start + length <= input.count else { return nil }
      return Array(input[..<start] + input[(start + length)...])
    case .lower(let index, let low):
      guard index < input.count else { return nil }
      var proposal = input
      proposal[index] = probe(index, above: low)
      return proposal
    case .done: return nil
    }
  }

  /// Moves on after a candidate; `failed` when it failed as wanted, so that it is the input now.
  private mutating func advance(failed: Bool) {
    switch pass {
    case .simplest:
      pass = .delete(length: max(1, input.count / 2), start: 0)
    case .delete(let length, let start):
      // After a deletion the next choices stand where the deleted ones stood.
      let next = failed ? start : start + length
      if next + length <= input.count {
        pass = .delete(length: length, start: next)
      } else if length > 1 {
        pass = .delete(length: length / 2, start: 0)
      } else {
        pass = .lower(index: 0, low: nil)
      }
    case .lower(let index, let low):
      guard index < input.count else {
        pass = changed ? .delete(length: max(1, input.count / 2), start: 0) : .done
        changed = false
        return
      }
      let bound = failed ? low : probe(index, above: low)
      if let bound, input[index] > bound + 1 {
        pass = .lower(index: index, low: bound)
      } else {
        pass = .lower(index: index + 1, low: nil)
      }
    case .done: break
    }
  }

  /// Zero first, then the middle between what is known to pass and what is known to fail.
  private func probe(_ index: Int, above low: UInt64?) -> UInt64 {
    low.map { $0 + (input[index] - $0) / 2 } ?? 0
  }
}

extension [UInt64] {
  /// Without the zeros at the end.
  fileprivate var trimmed: [UInt64] { Array(self[..<(lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0)]) }

  /// Shorter, or as long and smaller at the first difference.
  fileprivate func precedes(_ other: [UInt64]) -> Bool {
    count != other.count ? count < other.count : lexicographicallyPrecedes(other)
  }
}
