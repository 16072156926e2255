// Data races, as an execution shows them.

/// Two accesses to the same memory by different threads, at least one of them a write, that nothing orders: neither
/// happens before the other (Flanagan and Freund, «FastTrack», PLDI 2009).
package struct Race: Codable, Hashable, Sendable {
  /// The access that was made first in this execution.
  package var first: Access
  package var second: Access

  package init(first: Access, second: Access) {
    self.first = first
    self.second = second
  }

  package struct Access: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
      case read, write
      case atomicRead = "atomic-read"
      case atomicWrite = "atomic-write"
      /// Swift's exclusive access to a variable that is handed over to be changed in place, as `inout` does.
      case exclusive
    }

    /// The thread's logical number.
    package var thread: Int
    package var kind: Kind
    /// The locks that the thread held, as in ``Event/object``, in the order in which it took them; four at most.
    package var locks: [String]
    /// Where, as an offset into the exercise's library, and as a line once it has been looked up.
    package var offset: UInt64?
    package var location: SourceLocation?

    package init(thread: Int, kind: Kind, locks: [String], offset: UInt64? = nil, location: SourceLocation? = nil) {
      self.thread = thread
      self.kind = kind
      self.locks = locks
      self.offset = offset
      self.location = location
    }
  }
}
