// Compiles and links an exercise into a shared library, in the sandbox.

internal import Foundation
package import Records
package import Sandbox
package import Course

/// A built exercise.
package struct BuiltLibrary: Hashable, Sendable {
  package var path: String
  package var result: BuildResult
}

/// Builds exercises.
///
/// One compiler process compiles all files as one module, and lld links them: the compiler's driver would take a third
/// longer, and separate processes would each load Foundation. The memory hooks are compiled in, their runtime is not
/// linked: those symbols and the kit's are the host's and the engine's, found when the library is opened.
package struct SwiftBuilder: Sendable {
  package let toolchain: Toolchain
  package let kit: Kit
  package let sandbox: Sandbox
  package let cache: BuildCache

  package init(toolchain: Toolchain, kit: Kit, sandbox: Sandbox, cache: BuildCache) {
    self.toolchain = toolchain
    self.kit = kit
    self.sandbox = sandbox
    self.cache = cache
  }

  /// What a build came to.
  package enum Outcome: Hashable, Sendable {
    case built(BuiltLibrary)
    case failed(BuildResult)

    package var result: BuildResult {
      switch self {
      case .built(let library): library.result
      case .failed(let result): result
      }
    }
  }

  /// Builds a library, or finds it built.
  ///
  /// - Parameters:
  ///   - names: the paths that messages show, by the files' names in the build.
  ///   - warnings: whether warnings are among the diagnostics.
  /// - Throws: ``GradingError`` when the machine cannot build anything.
  package func build(
    _ inputs: BuildInputs, limits: BuildLimits, names: [String: String] = [:], warnings: Bool = false
  ) async throws -> Outcome {
    let library = "\(inputs.moduleName).so"
    let key = try key(for: inputs)
    func outcome(_ entry: BuildCache.Entry, cached: Bool, seconds: Double) -> Outcome {
      let shown = CompilerOutput(entry.warnings).shown(as: names, warnings: warnings)
      return .built(
        BuiltLibrary(
          path: entry.library.path,
          result: BuildResult(status: .built, cached: cached, seconds: seconds, diagnostics: shown)))
    }
    if let entry = cache.entry(for: key, library: library) { return outcome(entry, cached: true, seconds: 0) }

    let modules = try await ModuleCache(builder: self).ready(limits: limits)
    let temporary = try cache.makeTemporaryFolder()
    let folder = temporary.url
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let said = try await compile(inputs, in: folder, modules: modules, limits: limits)
      try await link(library, in: folder, limits: limits)
      if let objection = SharedLibraryCheck.objection(
        to: try Data(contentsOf: folder.appending(component: library)))
      {
        throw BuildFailure.refused(objection)
      }
      let seconds = (clock.now - start) / .seconds(1)
      for file in inputs.all.map(\.name) + [Self.object] {
        try? FileManager.default.removeItem(at: folder.appending(component: file))
      }
      let entry = try cache.commit(temporary, key: key, library: library, warnings: said)
      // Nobody waits for the sweep; a later one does what this one is kept from.
      Task.detached(priority: .background) { [cache] in cache.sweep() }
      return outcome(entry, cached: false, seconds: seconds)
    } catch let failure as BuildFailure {
      let seconds = (clock.now - start) / .seconds(1)
      return .failed(failure.result(inputs, names: names, warnings: warnings, seconds: seconds))
    }
  }

  private static let object = "module.o"

  /// All that the library's bytes depend on.
  private func key(for inputs: BuildInputs) throws -> Data {
    var key = Data("library 1\n\(toolchain.identity)\n\(try kit.identity())\n".utf8)
    key += Data("\(inputs.moduleName) \(frontendFlags(languageMode: inputs.languageMode)) \(linkerFlags)\n".utf8)
    for file in inputs.all {
      key += Data("\(file.name) \(file.contents.count)\n".utf8)
      key += file.contents
    }
    return key
  }

  /// Everything but paths, names and the module cache. Names are relative to the folder that is built in, so that
  /// neither it nor the clone shows in the library.
  func frontendFlags(languageMode: Int) -> [String] {
    [
      "-frontend", "-c", "-wmo", "-parse-as-library", "-Onone", "-swift-version", "\(languageMode)",
      "-target", Toolchain.triple, "-disable-objc-interop", "-sanitize=thread", "-gline-tables-only",
      "-file-compilation-dir", ".", "-no-color-diagnostics", "-empty-abi-descriptor",
      "-plugin-path", "\(toolchain.root)/lib/swift/host/plugins",
      "-in-process-plugin-server-path", "\(toolchain.root)/lib/swift/host/libSwiftInProcPluginServer.so",
    ]
  }

  private var linkerFlags: [String] {
    ["-shared", "-m", Toolchain.emulation, "--eh-frame-hdr", "--build-id=none", "--hash-style=gnu", "-z", "relro"]
  }

  private func compile(
    _ inputs: BuildInputs, in folder: URL, modules: Mount, limits: BuildLimits
  ) async throws -> String {
    for file in inputs.all { try file.contents.write(to: folder.appending(component: file.name)) }
    let kitModules = Mount(kit.modules, at: "/kit/Modules", .readOnly)
    let ending = try await run(
      toolchain.frontend,
      frontendFlags(languageMode: inputs.languageMode)
        + ["-module-name", inputs.moduleName, "-module-cache-path", sandbox.path(of: modules)]
        + ["-I", sandbox.path(of: kitModules), "-o", Self.object] + inputs.all.map(\.name),
      in: folder, mounts: [modules, kitModules], limits: limits)
    guard ending.succeeded else { throw BuildFailure.compiler(ending) }
    return ending.said
  }

  /// Links what the object uses of the toolchain's libraries and the C library.
  private func link(_ library: String, in folder: URL, limits: BuildLimits) async throws {
    let libraries = try FileManager.default.contentsOfDirectory(atPath: toolchain.runtimeLibraries)
      .filter { $0.hasSuffix(".so") && !$0.contains("Testing") && !$0.contains("XCTest") }.sorted()
    let folders = [toolchain.runtimeLibraries] + SystemFiles.libraryFolders
    let ending = try await run(
      toolchain.linker,
      linkerFlags + ["-o", library, toolchain.imageRegistration, Self.object] + folders.map { "-L\($0)" }
        + ["--as-needed"] + (libraries + SystemFiles.libraries).map { "-l:\($0)" },
      in: folder, mounts: [], limits: limits)
    guard ending.succeeded else { throw BuildFailure.linker(ending) }
  }

  /// Runs a tool in the folder that is built in.
  func run(
    _ tool: String, _ arguments: [String], in folder: URL, mounts: [Mount], limits: BuildLimits
  ) async throws -> ToolEnding {
    let place = Mount(folder.path, at: "/build", .writable)
    let command = SandboxedCommand(
      executable: tool, arguments: arguments, workingDirectory: sandbox.path(of: place),
      mounts: SystemFiles.mounts + [Mount(readOnly: toolchain.root), place] + mounts,
      limits: ResourceLimits(
        wall: .seconds(limits.wallSeconds), memoryBytes: limits.memoryBytes, processes: limits.processes,
        fileBytes: 1 << 30, outputBytes: 1 << 20))
    do {
      let outcome = try await sandbox.run(command)
      return ToolEnding(
        ending: outcome.termination.ending, processorSeconds: Double(outcome.termination.usage.cpuMicroseconds) / 1e6,
        said: outcome.standardError.text)
    } catch let error as SandboxError {
      throw GradingError(.machine, error.description)
    }
  }
}
