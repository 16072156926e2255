// What one execution, and one property, is judged to be.

/// The judgement of a property, in the words every report uses.
package enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
  /// Held on every schedule that was tried.
  case passed
  /// An expectation of the property did not hold.
  case failed
  /// The execution died of a signal.
  case crashed
  /// No thread could go on, and none was asleep.
  case deadlocked
  /// Threads kept running without getting anywhere, even when scheduled fairly.
  case livelocked
  /// Two threads used the same memory without order between them.
  case raced
  /// A bound on processor, wall-clock or virtual time was reached.
  case timedOut = "timed-out"
  /// The memory limit was reached.
  case outOfMemory = "out-of-memory"
  /// Another limit was reached: threads, output, file size.
  case limitExceeded = "limit-exceeded"
  /// The student's code ended the process before the property had ended.
  case endedEarly = "ended-early"
  /// The records of an execution contradict themselves.
  case tampered
  /// The student's code did not compile.
  case notBuilt = "not-built"
  /// The machine or the engine could not judge; nobody's fault but theirs.
  case notGraded = "not-graded"
}

/// Why an execution ended as it did, where the verdict alone does not say.
package enum Cause: String, Codable, Hashable, Sendable {
  case processorTime = "processor-time"
  case wallTime = "wall-time"
  case virtualTime = "virtual-time"
  case threads
  case output
  case fileSize = "file-size"
  /// The code called a function that ends the process; the detail names the call.
  case exitCall = "exit-call"
  /// The code called something that the engine does not model yet; the detail names the call.
  case unmodelledCall = "unmodelled-call"
  /// A program's `main` ended with a status other than 0, which is the detail.
  case exitStatus = "exit-status"
  /// The same schedule gave other events when it was run again; the detail says where.
  case nondeterminism
  /// The replies of operations that overlap in time are explained by no order of them; ``Outcome/history`` shows which.
  case notLinearizable = "not-linearizable"
  /// A history has so many overlapping operations that the bound on work was reached before it was judged.
  case historyUndecided = "history-undecided"
  /// A history cannot be judged: it is incomplete, or names what its model lacks; the detail says which.
  case historyUnreadable = "history-unreadable"
  /// The target process itself ended or could not start.
  case target
  /// The sandbox could not be set up.
  case sandbox
}

/// How one execution ended.
package struct Outcome: Codable, Hashable, Sendable {
  package var verdict: Verdict
  package var cause: Cause?
  /// The failed expectation's message, the signal's name or the call's name.
  package var detail: String?
  /// Where the failed expectation stands, or the call that ended the execution.
  package var location: SourceLocation?
  /// The same place as an offset into the exercise's library, until it has been looked up.
  package var offset: UInt64?
  /// Who waits for what: every unfinished thread of a deadlock or livelock, by number.
  package var waiting: [Waiting]
  /// The first data race of the execution, whatever it ended in: one that nothing else ended is ``Verdict/raced`` where
  /// races count as failures, and else passed.
  package var race: Race?
  /// What no order of operations explains.
  package var history: HistoryViolation?
  /// The first limit that a call of the code met, whatever came of that.
  package var limit: MetLimit?

  package init(
    _ verdict: Verdict, cause: Cause? = nil, detail: String? = nil, location: SourceLocation? = nil,
    offset: UInt64? = nil, waiting: [Waiting] = [], race: Race? = nil, history: HistoryViolation? = nil
  ) {
    self.verdict = verdict
    self.cause = cause
    self.detail = detail
    self.location = location
    self.offset = offset
    self.waiting = waiting
    self.race = race
    self.history = history
  }
}

/// A limit of the sandbox that is told to the code alone, by a call that fails.
package struct MetLimit: Codable, Hashable, Sendable {
  package enum Kind: String, Codable, Sendable {
    case openFiles = "open-files"
    case disk
  }

  package var kind: Kind
  /// The function that failed.
  package var call: String
  /// Open files at most.
  package var bound: Int?

  package init(kind: Kind, call: String, bound: Int? = nil) {
    self.kind = kind
    self.call = call
    self.bound = bound
  }
}

/// A thread that cannot go on.
package struct Waiting: Codable, Hashable, Sendable {
  /// The waiting thread's logical number.
  package var thread: Int
  /// What it was doing: `lock`, `wait`, `join`, …
  package var operation: EventKind
  /// The object it waits for, as in ``Event/object``.
  package var object: String?
  /// The thread that holds the object, where it has an owner.
  package var heldBy: Int?
  /// Where that thread took it, once that has been looked up.
  package var heldSince: SourceLocation?
  /// Where the innermost code of the exercise waits, as an offset into its library, and as a line once it has been looked up.
  package var offset: UInt64?
  package var location: SourceLocation?

  package init(
    thread: Int, operation: EventKind, object: String?, heldBy: Int?, heldSince: SourceLocation? = nil,
    offset: UInt64? = nil, location: SourceLocation?
  ) {
    self.thread = thread
    self.operation = operation
    self.object = object
    self.heldBy = heldBy
    self.heldSince = heldSince
    self.offset = offset
    self.location = location
  }
}

/// A place in a source file.
package struct SourceLocation: Codable, Hashable, Sendable {
  /// The file's name without its folder.
  package var file: String
  /// One-based.
  package var line: Int

  package init(file: String, line: Int) {
    self.file = file
    self.line = line
  }
}
