// Decides whether a history is linearizable.

/// What became of a check.
package enum Linearizability: Hashable, Sendable {
  /// Every operation can be given one instant between its call and its return, so that the model, applied in that order,
  /// gives the same replies.
  case linearizable
  /// The history up to and with the return of the operation at `index` has no such order; every shorter beginning
  /// has, as far as the effort told.
  case violation(index: Int)
  /// The bound on work was reached first.
  case undecided

  /// Checks a history.
  ///
  /// - Parameters:
  ///   - operations: in any order; the indices in the answer are theirs.
  ///   - initial: the state before every operation.
  ///   - effort: how often the model may be applied, at most; each time counts for one more with every 64 operations,
  ///     because it takes more time and memory then.
  package init<Model: SequentialModel>(
    of operations: [Operation<Model.Call, Model.Reply>], from initial: Model, effort: Int
  ) {
    var effort = effort
    self.init(of: operations, from: initial, remaining: &effort)
    guard case .violation(var shortest) = self else { return }
    // What is wrong with a beginning is wrong with all that is longer: the shortest is found by halving.
    let returns = operations.indices.filter { operations[$0].reply != nil }.sorted {
      operations[$0].responded < operations[$1].responded
    }
    var candidates = returns[...]
    while let middle = candidates.dropFirst((candidates.count - 1) / 2).first {
      let beginning = Self.beginning(of: operations, to: operations[middle].responded)
      switch Self(of: beginning, from: initial, remaining: &effort) {
      case .violation:
        shortest = middle
        candidates = candidates.prefix { $0 != middle }
      case .linearizable: candidates = candidates.drop { $0 != middle }.dropFirst()
      case .undecided: candidates = []
      }
    }
    self = .violation(index: shortest)
  }

  /// The calls before a time, with the replies that there were by then.
  private static func beginning<Call, Reply>(
    of operations: [Operation<Call, Reply>], to end: Int
  ) -> [Operation<Call, Reply>] {
    operations.filter { $0.invoked < end }.map { operation in
      var operation = operation
      if operation.responded > end { operation.reply = nil }
      return operation
    }
  }

  /// Checks every part; the index in a violation is that of an operation whose part has no order.
  private init<Model: SequentialModel>(
    of operations: [Operation<Model.Call, Model.Reply>], from initial: Model, remaining effort: inout Int
  ) {
    let parts = Dictionary(grouping: operations.indices) { Model.part(of: operations[$0].call) }
    self = .linearizable
    for (_, indices) in parts.sorted(by: { $0.key < $1.key }) {
      var search = LinearizationSearch(indices.map { operations[$0] }, from: initial, effort: effort)
      let answer = search.run()
      effort = search.effort
      switch answer {
      case .linearizable: break
      case .undecided: self = .undecided
      case .violation:
        // The last return, until a shorter beginning is known.
        let last = indices.filter { operations[$0].reply != nil }.max {
          operations[$0].responded < operations[$1].responded
        }
        self = .violation(index: last!)
        return
      }
    }
  }
}

/// The search for an order, depth first over the operations that may come next (Wing and Gong, «Testing and Verifying
/// Concurrent Objects», 1993), which never looks twice at the same set of operations with the same state (Lowe, «Testing
/// for Linearizability», 2017). Exponential in the number of operations that overlap, not in the history's length.
private struct LinearizationSearch<Model: SequentialModel> {
  /// What was reached: which operations have taken effect, and the state.
  private struct Configuration: Hashable {
    var done: [UInt64]
    var state: Model
  }

  /// An operation that was given the next place, with the state before it.
  private struct Choice {
    var entry: Int
    var state: Model
  }

  private let operations: [Operation<Model.Call, Model.Reply>]
  private var entries: LinkedEntries
  private var reached: Configuration
  private var seen: Set<Configuration> = []
  private var choices: [Choice] = []
  /// How often the model may still be applied.
  private(set) var effort: Int

  init(_ operations: [Operation<Model.Call, Model.Reply>], from initial: Model, effort: Int) {
    self.operations = operations
    self.effort = effort
    entries = LinkedEntries(operations.map { (invoked: $0.invoked, responded: $0.reply == nil ? nil : $0.responded) })
    reached = Configuration(done: Array(repeating: 0, count: (operations.count + 63) / 64), state: initial)
  }

  enum Answer {
    case linearizable, violation, undecided
  }

  mutating func run() -> Answer {
    var entry = entries.first
    while let current = entry {
      let index = entries[current].operation
      if entries[current].isReturn {
        guard let choice = choices.popLast() else { return .violation }
        reached.state = choice.state
        setDone(entries[choice.entry].operation, false)
        entries.restore(choice.entry)
        entry = entries.next(after: choice.entry)
        continue
      }
      guard effort > 0 else { return .undecided }
      effort -= 1 + operations.count / 64
      if place(index, entry: current) {
        entry = entries.first
      } else {
        entry = entries.next(after: current)
      }
    }
    // Nothing is left but operations that never returned: they need no place.
    return .linearizable
  }

  /// Gives an operation the next place; false when its reply would be another one or nothing new is reached.
  private mutating func place(_ index: Int, entry: Int) -> Bool {
    let operation = operations[index]
    var state = reached.state
    guard let reply = state.apply(operation.call) else { return false }
    if let given = operation.reply {
      if given != reply { return false }
    } else if state == reached.state {
      return false  // Without a reply and an effect it need not have happened.
    }
    let before = Choice(entry: entry, state: reached.state)
    reached.state = state
    setDone(index, true)
    guard seen.insert(reached).inserted else {
      reached.state = before.state
      setDone(index, false)
      return false
    }
    choices.append(before)
    entries.remove(entry)
    return true
  }

  private mutating func setDone(_ index: Int, _ isDone: Bool) {
    let bit: UInt64 = 1 << UInt64(index % 64)
    if isDone { reached.done[index / 64] |= bit } else { reached.done[index / 64] &= ~bit }
  }
}
