// Why nothing could be graded, and whose fault that is.

/// An error that ends a run. No student is given a zero for it.
package struct GradingError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Fault: Hashable, Sendable {
    /// What was asked for does not exist, or cannot be read: exit code 2.
    case usage
    /// An exercise is broken: exit code 3.
    case course
    /// A tool or the isolation is missing, or the disk is full: exit code 4.
    case machine
  }

  package var fault: Fault
  /// What went wrong, with the thing in backticks.
  package var message: String
  /// What to do next.
  package var hint: String?

  package init(_ fault: Fault, _ message: String, hint: String? = nil) {
    self.fault = fault
    self.message = message
    self.hint = hint
  }

  package var description: String { hint.map { "\(message)\nhint: \($0)" } ?? message }
}
