// Operations that overlap in time, as they were recorded, and what is wrong with their replies.

/// How an operation answered.
package enum HistoryReply: Codable, Hashable, Sendable {
  /// It returned a value, as it prints; empty for an operation that returns nothing.
  case returned(String)
  /// It threw an error, as it prints.
  case threw(String)
}

/// One operation of a history.
package struct HistoryOperation: Codable, Hashable, Sendable {
  /// The thread that called, by logical number.
  package var thread: Int
  /// The call as the property wrote it: `put(1, timeout: 2)`.
  package var call: String
  /// `nil` while the operation has not returned: it may take effect at any later time, or never.
  package var reply: HistoryReply?
  /// The numbers of the steps at which it was called and returned, from 1; `nil` where ``reply`` is.
  package var invoked: Int
  package var responded: Int?

  package init(thread: Int, call: String, reply: HistoryReply? = nil, invoked: Int, responded: Int? = nil) {
    self.thread = thread
    self.call = call
    self.reply = reply
    self.invoked = invoked
    self.responded = responded
  }
}

/// The shortest beginning of a history that no order of its operations explains.
package struct HistoryViolation: Codable, Hashable, Sendable {
  /// The model as the property named it: `boundedQueue(maxsize: 1)`.
  package var model: String
  /// What was called before the beginning's end, in order of the calls. What had not returned by then has no reply.
  package var operations: [HistoryOperation]
  /// Index of the operation whose reply is the first that cannot be explained.
  package var inexplicable: Int

  package init(model: String, operations: [HistoryOperation], inexplicable: Int) {
    self.model = model
    self.operations = operations
    self.inexplicable = inexplicable
  }
}
