// What an object does when its operations come one at a time.

/// A sequential specification; a value is the object's state.
package protocol SequentialModel: Hashable {
  associatedtype Call
  associatedtype Reply: Equatable

  /// Carries out one call and gives its reply; `nil` when the call cannot complete in this state, as a `get` that waits
  /// on an empty queue. A state in which `nil` was given is not used again.
  mutating func apply(_ call: Call) -> Reply?

  /// The part of the object that a call concerns. Parts begin in the same state and do not influence each other, so that
  /// a history is linearizable exactly when each part's own is (Herlihy and Wing, «Linearizability», 1990; Horn and
  /// Kroening, «Faster linearizability checking via P-compositionality», 2015).
  static func part(of call: Call) -> String
}

extension SequentialModel {
  /// An object of one part.
  package static func part(of call: Call) -> String { "" }
}

/// A call of a concurrent object, with its reply.
package struct Operation<Call, Reply> {
  package var call: Call
  /// `nil` when it never returned: it may have taken effect at any time after its call, or not at all.
  package var reply: Reply?
  /// When it was called and returned, on any scale on which no two such moments are the same; `responded` counts only
  /// with a reply.
  package var invoked: Int
  package var responded: Int

  package init(_ call: Call, reply: Reply? = nil, invoked: Int, responded: Int = .max) {
    self.call = call
    self.reply = reply
    self.invoked = invoked
    self.responded = responded
  }
}
