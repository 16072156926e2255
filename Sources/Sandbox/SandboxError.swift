// Why a command could not be run at all: the machine's fault, never the command's.

package enum SandboxError: Error, Sendable, Hashable {
  /// The launcher itself did not start.
  case launcherNotStarted(path: String, errorNumber: Int32)
  /// A step before the command took over failed.
  case stepFailed(call: String, path: String, errorNumber: Int32, remedy: String)
  /// The launcher ended without a report: something outside killed it.
  case launcherKilled
  /// Descriptors or threads ran out in the grader itself.
  case systemCallFailed(call: String, errorNumber: Int32)
  /// The command has ended or closed its standard input.
  case inputClosed
}
