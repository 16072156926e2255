// The two ends of a target: a line in, a line out.

package import Records

/// A running target process, or a double of one.
///
/// Used by one task at a time.
package protocol TargetChannel: Sendable {
  /// Sends a line and waits for the line that answers it; neither has its line break.
  ///
  /// - Throws: ``TargetFault/ended(_:)`` when the target has ended, or gives up.
  func exchange(_ line: String) async throws -> String

  /// Ends the target and everything it started. A closed channel is not used again.
  func close() async
}

/// Why a target gave no usable answer.
package enum TargetFault: Error, Hashable, Sendable {
  /// The process ended, or could not be started; the text says how.
  case ended(String)
  /// What it wrote is not an answer; the text quotes the beginning.
  case garbage(String)
  /// It answered, but not what was asked: the text says what does not fit.
  case inconsistent(String)
  /// It says that the request cannot be carried out.
  case refused(String)
  /// Executions got around their own bounds and met the target's, with what that is judged to be.
  case exceeded(Outcome)

  /// How a property that meets this fault is judged.
  package var outcome: Outcome {
    switch self {
    case .ended(let how): Outcome(.notGraded, cause: .target, detail: how)
    case .garbage(let text): Outcome(.notGraded, cause: .target, detail: "the target answered «\(text)»")
    case .inconsistent(let what): Outcome(.tampered, detail: what)
    case .refused(let reason): Outcome(.notGraded, cause: .target, detail: reason)
    case .exceeded(let outcome): outcome
    }
  }
}
