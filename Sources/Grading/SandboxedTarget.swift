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
    let outcome = try await process.outcome()
    // The target itself needs little, and executions have bounds of their own: what goes past these got around those.
    switch outcome.termination.ending {
    case .tampered: throw TargetFault.inconsistent("an execution \(Ending.tampered)")
    case .exceeded(.processes), .exceeded(.threads):
      throw TargetFault.exceeded(Outcome(.limitExceeded, cause: .threads))
    case .exceeded(.memory): throw TargetFault.exceeded(Outcome(.outOfMemory))
    default: break
    }
    let said = outcome.standardError.text.split(separator: "\n").last.map { ": \($0)" } ?? ""
    throw TargetFault.ended("the target \(outcome.termination.ending)\(said)")
  }

  func close() async {
    process.terminate()
    _ = try? await process.outcome()
  }
}

extension Kit {
  /// A target for a built exercise; its process starts with the first request.
  ///
  /// - Parameter core: the one core it runs on, with all its executions.
  func target(
    for library: BuiltLibrary, limits: ExecutionLimits, core: Int?, sandbox: Sandbox, toolchain: Toolchain
  ) -> Target {
    let exercise = Mount(library.path, at: "/exercise/library.so", .readOnly)
    // What a student imports beyond what the host itself has loaded.
    let environment = ["LD_LIBRARY_PATH": toolchain.runtimeLibraries]
    return start(
      SandboxedCommand(
        executable: "", arguments: [sandbox.path(of: exercise)], environment: environment, mounts: [exercise],
        limits: ResourceLimits()),
      limits: limits, core: core, sandbox: sandbox, toolchain: toolchain)
  }

  /// A target for a program, which runs where the reader stands and sees that folder, read-only, and its own files.
  func target(
    for program: ProgramCommand, limits: ExecutionLimits, core: Int?, sandbox: Sandbox, toolchain: Toolchain
  ) -> Target {
    var mounts: [Mount] = []
    for path in program.readable where !(SystemFiles.mounts + mounts).contains(where: { $0.holds(path) }) {
      mounts.append(Mount(path, at: ProgramCommand.inside(path), .readOnly))
    }
    var words = [program.executable] + program.arguments
    if sandbox.tier.hasOwnFileSystem { words = words.map(ProgramCommand.inside) }
    var environment: [String: String] = [:]
    if program.isPython {
      let tracer = Mount(pythonExplorer, at: "/kit/python", .readOnly)
      mounts.append(tracer)
      environment = [
        "PYTHONPATH": sandbox.path(of: tracer), "PYTHONHASHSEED": "0", "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
      ]
    }
    let folder = sandbox.tier.hasOwnFileSystem ? ProgramCommand.inside(program.folder) : program.folder
    return start(
      SandboxedCommand(
        executable: "", arguments: [program.isPython ? "--interpreted" : "--program"] + words,
        environment: environment, workingDirectory: folder, mounts: mounts, limits: ResourceLimits()),
      limits: limits, core: core, sandbox: sandbox, toolchain: toolchain)
  }

  /// A target of which `subject` says what it runs: its arguments, and what these need beside the host's own.
  private func start(
    _ subject: SandboxedCommand, limits: ExecutionLimits, core: Int?, sandbox: Sandbox, toolchain: Toolchain
  ) -> Target {
    let host = Mount(target, at: "/kit/workbook-target", .readOnly)
    let engine = Mount(engine, at: "/kit/libInterleave.so", .readOnly)
    var command = subject
    command.executable = sandbox.path(of: host)
    command.environment.merge(SandboxedCommand.fixedEnvironment) { own, _ in own }
    command.environment["LD_PRELOAD"] = sandbox.path(of: engine)
    // Found once, before executions are forked: each would find its own.
    command.environment["LD_BIND_NOW"] = "1"
    let toolchains = Mount(readOnly: toolchain.root)
    command.mounts = SystemFiles.mounts + [toolchains, host, engine] + subject.mounts.filter { $0 != toolchains }
    // An execution is bounded by the engine, so that it is the execution that ends; these bounds stop what escapes it.
    command.limits = ResourceLimits(
      memoryBytes: 2 * limits.memoryBytes + (1 << 30), processes: limits.threads + 64, fileBytes: limits.fileBytes,
      openFiles: FixedLimits.openFiles, outputBytes: 64 << 20, scratchBytes: FixedLimits.temporaryBytes)
    command.fixedAddressLayout = true
    command.core = core
    return Target { [command] in
      // The loader would take the rest of the path for another library.
      if sandbox.path(of: engine).contains(where: { $0 == " " || $0 == ":" }) {
        throw GradingError.enginePath(sandbox.path(of: engine))
      }
      return SandboxedChannel(process: try sandbox.start(command))
    }
  }
}

extension Mount {
  /// Whether a path of the host is found in this mount, at its own place.
  fileprivate func holds(_ path: String) -> Bool {
    host == inside && (path == host || path.hasPrefix(host == "/" ? host : host + "/"))
  }
}
