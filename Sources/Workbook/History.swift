// Histories of concurrent operations, judged against a sequential model.

/// What a linearizable object does when its operations come one at a time.
public protocol SequentialModel: Hashable {
  associatedtype Call
  associatedtype Reply: Equatable

  /// Carries out one call and gives its reply; `nil` when the call cannot complete in this state, as a `get` on an empty queue.
  mutating func apply(_ call: Call) -> Reply?
}

/// Records operations with the order of their invocations and responses.
public final class History<Model: SequentialModel> {
  struct Operation {
    var name: String
    var call: Model.Call
    var reply: Model.Reply?
    var invoked: Int
    var responded: Int
  }

  var operations: [Operation] = []
  private var clock = 0
  private let execution: Execution

  public init(_ execution: Execution, of model: Model.Type) {
    self.execution = execution
  }

  /// Runs `body` as an operation with a name, and records its call and its reply.
  @discardableResult
  public func record(_ name: String, _ call: Model.Call, _ body: () throws -> Model.Reply) rethrows -> Model.Reply {
    // No scheduling point lies between these lines: the kit is not instrumented, and one thread runs at a time.
    clock += 1
    let index = operations.count
    operations.append(Operation(name: name, call: call, reply: nil, invoked: clock, responded: .max))
    let reply = try execution.operation(name, body)
    clock += 1
    operations[index].reply = reply
    operations[index].responded = clock
    return reply
  }

  /// States that the history is linearizable: that every operation can be given one instant between its call and its
  /// return so that the model, applied in that order from `initial`, gives the same replies.
  ///
  /// Searches orders depth first and remembers pairs of a set of operations and a state (Wing and Gong, «Testing and
  /// Verifying Concurrent Objects», 1993, with the memo of Lowe, «Testing for linearizability», 2017): exponential in the
  /// number of overlapping operations, of which there may be at most 62.
  public func expectLinearizable(from initial: Model, file: StaticString = #fileID, line: UInt = #line) {
    if !isLinearizable(from: initial) {
      let shown = operations.map { "\($0.name) → \($0.reply.map { "\($0)" } ?? "no reply")" }
      execution.fail(
        "no order of these operations, each at one instant between its call and its return, gives these replies: "
          + shown.joined(separator: ", "), file: file, line: line)
    }
  }

  func isLinearizable(from initial: Model) -> Bool {
    precondition(operations.count <= 62, "a history is checked for at most 62 operations")
    var seen: Set<Seen> = []
    return linearize(remaining: (1 << UInt64(operations.count)) - 1, state: initial, seen: &seen)
  }

  private struct Seen: Hashable {
    var remaining: UInt64
    var state: Model
  }

  private func linearize(remaining: UInt64, state: Model, seen: inout Set<Seen>) -> Bool {
    let open = operations.indices.filter { remaining & (1 << UInt64($0)) != 0 }
    // An operation without a response may have taken effect or not.
    if open.allSatisfy({ operations[$0].reply == nil }) { return true }
    guard seen.insert(Seen(remaining: remaining, state: state)).inserted else { return false }
    let firstResponse = open.map { operations[$0].responded }.min()!
    for index in open where operations[index].invoked < firstResponse {
      var next = state
      guard let reply = next.apply(operations[index].call) else { continue }
      if let expected = operations[index].reply, expected != reply { continue }
      if linearize(remaining: remaining & ~(1 << UInt64(index)), state: next, seen: &seen) { return true }
    }
    return false
  }
}
