// Targets that run in the sandbox.

internal import Exploration
internal import Records
internal import Sandbox

/// A sandboxed process that answers a line with a line.
struct SandboxedChannel: TargetChannel {
  let process: SandboxedProcess

  func exchange(_ line: String) async throws -> String {
    do {
      try process.send(line)
      if let answer = try await process.nextLine() { return answer }
    } catch SandboxError.inputClosed {
      // How it ended says more than that it did.
    }
    let outcome = try await machineErrors { try await process.outcome() }
    if outcome.termination.ending == .tampered { throw TargetFault.inconsistent("an execution \(Ending.tampered)") }
    let said = outcome.standardError.text.split(separator: "\n").last.map { ": \($0)" } ?? ""
    throw TargetFault.ended("the target \(outcome.termination.ending)\(said)")
  }

  func close() async {
    process.terminate()
    _ = try? await process.outcome()
  }
}

/// Runs `body`; a sandbox that does not work is the machine's fault.
func machineErrors<Result>(
  isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
) async throws -> Result {
  do {
    return try await body()
  } catch let error as SandboxError {
    throw GradingError(.machine, error.description)
  }
}

extension Kit {
  /// A target for a built exercise; its process starts with the first request.
  ///
  /// - Parameter core: the one core it runs on, with all its executions.
  func target(
    for library: BuiltLibrary, limits: ExecutionLimits, core: Int?, sandbox: Sandbox, toolchain: Toolchain
  ) -> Target {
    let host = Mount(target, at: "/kit/workbook-target", .readOnly)
    let engine = Mount(engine, at: "/kit/libInterleave.so", .readOnly)
    let exercise = Mount(library.path, at: "/exercise/library.so", .readOnly)
    var environment = SandboxedCommand.fixedEnvironment
    environment["LD_PRELOAD"] = sandbox.path(of: engine)
    // Found once, before executions are forked: each would find its own.
    environment["LD_BIND_NOW"] = "1"
    // What a student imports beyond what the host itself has loaded.
    environment["LD_LIBRARY_PATH"] = toolchain.runtimeLibraries
    // An execution is bounded by the engine, so that it is the execution that ends; these bounds stop what escapes it.
    let command = SandboxedCommand(
      executable: sandbox.path(of: host), arguments: [sandbox.path(of: exercise)], environment: environment,
      mounts: SystemFiles.mounts + [Mount(readOnly: toolchain.root), host, engine, exercise],
      limits: ResourceLimits(
        memoryBytes: 2 * limits.memoryBytes + (1 << 30), processes: limits.threads + 64,
        fileBytes: limits.fileBytes, outputBytes: 64 << 20),
      fixedAddressLayout: true, core: core)
    return Target {
      // The loader would take the rest of the path for another library.
      if sandbox.path(of: engine).contains(where: { $0 == " " || $0 == ":" }) {
        throw GradingError(
          .machine, "the engine cannot be loaded from `\(sandbox.path(of: engine))` without a sandbox",
          hint: "move the grader to a folder whose path has neither spaces nor colons")
      }
      return try await machineErrors { SandboxedChannel(process: try sandbox.start(command)) }
    }
  }
}
