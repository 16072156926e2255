// Why a command could not be run at all: the machine's fault, never the command's.

internal import Glibc

package enum SandboxError: Error, Sendable, Hashable, CustomStringConvertible {
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

  package var description: String {
    switch self {
    case .launcherNotStarted(let path, let number):
      "cannot start the sandbox launcher `\(path)`: \(text(number)); build the package again"
    case .stepFailed(let call, let path, let number, let remedy):
      "the sandbox could not be set up: \(call)\(path.isEmpty ? "" : " `\(path)`"): \(text(number))"
        + (remedy.isEmpty ? "" : "\nhint: \(remedy)")
    case .launcherKilled:
      "the sandbox launcher was killed from outside; run the command again"
    case .systemCallFailed(let call, let number):
      "\(call): \(text(number)); see `ulimit -a` for the limit that was met"
    case .inputClosed:
      "the command no longer reads its standard input"
    }
  }

  private func text(_ number: Int32) -> String {
    String(cString: strerror(number))
  }
}
