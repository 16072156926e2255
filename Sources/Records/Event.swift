// What happened in an execution, step by step.

/// What a step did. The raw value is the name used in reports; the cases are in the order of the engine's numbers.
package enum EventKind: String, Codable, Hashable, Sendable, CaseIterable {
  case start, end
  case create, join
  case lock, unlock
  case tryLock = "try-lock"
  case wait, signal, broadcast
  /// A semaphore's two operations.
  case acquire, post
  case once
  case futexWait = "futex-wait"
  case futexWake = "futex-wake"
  case sleep, yield
  case read, write, atomic
  /// The property code enters and leaves an operation it names.
  case operationBegin = "begin"
  case operationEnd = "return"
  /// An event that the property code recorded.
  case note
  /// An expectation that did not hold.
  case expectation
  /// A signal from process to process.
  case kill
  /// Data from and into a pipe or a socket; waiting until a descriptor is ready; giving up an end.
  case receive, send, poll, close
  /// A timed wait ended before others had their turn, where the property allows that.
  case earlyTimeout = "early-timeout"
  /// A wait ended although no thread had ended it, where the property allows that.
  case spuriousWakeup = "spurious-wakeup"
  /// The property names the model by which the operations of a history are judged.
  case history
}

/// One step of one thread.
package struct Event: Codable, Hashable, Sendable {
  /// The thread's logical number: 0 is the property's main thread, others count up in order of creation.
  package var thread: Int
  package var kind: EventKind
  /// The kind and number of the object, such as `mutex 1`: numbers count up by first use. Accesses to memory have a
  /// `location`, eight bytes.
  package var object: String?
  /// The operation's, note's or model's text.
  package var text: String?
  /// Virtual time since the execution began, in nanoseconds.
  package var time: UInt64
  /// Where in the exercise's shared library the innermost exercise code stands: an offset from the library's base.
  package var offset: UInt64?
  /// The line that ``offset`` belongs to, once it has been looked up.
  package var location: SourceLocation?

  package init(
    thread: Int, kind: EventKind, object: String? = nil, text: String? = nil, time: UInt64 = 0, offset: UInt64? = nil,
    location: SourceLocation? = nil
  ) {
    self.thread = thread
    self.kind = kind
    self.object = object
    self.text = text
    self.time = time
    self.offset = offset
    self.location = location
  }
}

/// A value that a property drew, as it is shown: `maxsize = 1`.
package struct InputValue: Codable, Hashable, Sendable {
  package var label: String
  /// The value as the property code prints it.
  package var value: String

  package init(label: String, value: String) {
    self.label = label
    self.value = value
  }
}
