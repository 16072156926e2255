// Why there is no library, and whose fault that is.

internal import Foundation
internal import Records
internal import Sandbox

/// How the compiler or the linker ended.
struct ToolEnding: Hashable, Sendable {
  var ending: Ending
  var processorSeconds: Double
  /// What it printed.
  var said: String

  var succeeded: Bool { ending == .exited(code: 0) }

  var exceededLimit: Limit? { if case .exceeded(let limit) = ending { limit } else { nil } }

  /// Whether it failed for a reason that has nothing to do with what it was given.
  var isTheMachines: Bool {
    switch ending {
    case .exited: said.contains("No space left on device") || said.contains("unable to open output file")
    // Nobody asked for these two: memory ran out outside the sandbox, or the run was interrupted.
    case .signalled(_, let name): name == "SIGKILL" || name == "SIGTERM"
    case .terminated: true
    case .tampered: false
    // A compiler that waits for its turn uses no processor time.
    case .exceeded(let limit): limit == .wallTime && processorSeconds < 5
    }
  }
}

enum BuildFailure: Error {
  case compiler(ToolEnding)
  case linker(ToolEnding)
  /// The file, or the library built from it, is not one that may be used, with the reason.
  case refused(String)

  func result(_ inputs: BuildInputs, names: [String: String], warnings: Bool, seconds: Double) -> BuildResult {
    let ending: ToolEnding
    let tool: String
    switch self {
    case .refused(let objection):
      return BuildResult(
        status: .failed, seconds: seconds,
        diagnostics:
          "\(names[inputs.source.name] ?? inputs.source.name): error: refused: \(objection)")
    case .compiler(let end): (ending, tool) = (end, "compiler")
    case .linker(let end): (ending, tool) = (end, "linker")
    }
    let output = CompilerOutput(ending.said)
    // A flood, which may be of warnings alone: its beginning says what it is made of.
    let isFlood = ending.exceededLimit == .output
    var diagnostics = output.shown(as: names, warnings: warnings || isFlood, most: isFlood ? 10 : .max)
    if ending.ending != .exited(code: 1) {
      diagnostics += (diagnostics.isEmpty ? "" : "\n") + "error: the \(tool) \(ending.ending)"
      if isFlood { diagnostics += "; the first of its messages are above" }
    }
    let files = output.filesWithErrors
    return BuildResult(
      status: ending.isTheMachines ? .notGraded : .failed, seconds: seconds, diagnostics: diagnostics,
      interfaceDiffers: !files.isEmpty && !files.contains(inputs.source.name)
        && files.contains(inputs.properties.name), limitExceeded: ending.exceededLimit != nil)
  }
}
