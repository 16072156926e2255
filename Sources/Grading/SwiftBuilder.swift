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
/// An edit mostly changes bodies of the student's functions, and other files cannot see those. So the student's file is
/// compiled first, to an object and to a module: what the rest of the build can see of it, layouts and inlinable bodies
/// included, and nothing else. The objects of the given files, which take longer, are kept for the student's next build
/// with the same module. Then lld links them. The compiler's driver is not used: a third of a small build would be its own.
///
/// The memory hooks are compiled in, their runtime is not linked: those symbols and the kit's are the host's and the
/// engine's, found when the library is opened.
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
    let key = try key(for: [inputs.source], of: inputs, kind: "library")
    func outcome(_ entry: BuildCache.Entry, cached: Bool, seconds: Double) -> Outcome {
      let shown = CompilerOutput(entry.warnings).shown(as: names, warnings: warnings)
      return .built(
        BuiltLibrary(
          path: entry.folder.appending(component: Self.library).path,
          result: BuildResult(status: .built, cached: cached, seconds: seconds, diagnostics: shown)))
    }
    if let entry = cache.entry(for: key) { return outcome(entry, cached: true, seconds: 0) }

    let modules = try await ModuleCache(builder: self).ready(limits: limits)
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let entry = try await build(inputs, key: key, modules: modules, limits: limits)
      let seconds = (clock.now - start) / .seconds(1)
      // Nobody waits for the sweep; a later one does what this one is kept from.
      Task.detached(priority: .background) { [cache] in cache.sweep() }
      return outcome(entry, cached: false, seconds: seconds)
    } catch let failure as BuildFailure {
      let seconds = (clock.now - start) / .seconds(1)
      return .failed(failure.result(inputs, names: names, warnings: warnings, seconds: seconds))
    }
  }

  /// Some two hundred diagnostics. Printing thousands takes the compiler minutes, and nobody reads them.
  private static let diagnosticsBytes = 64 << 10
  private static let library = "library.so"
  private static let interface = "interface.swiftmodule"

  private func build(
    _ inputs: BuildInputs, key: Data, modules: Mount, limits: BuildLimits
  ) async throws -> BuildCache.Entry {
    if let objection = SourceCheck.objection(to: String(decoding: inputs.source.contents, as: UTF8.self)) {
      throw BuildFailure.refused(objection)
    }
    let temporary = try cache.makeTemporaryFolder()
    let folder = temporary.url
    for file in inputs.all { try file.contents.write(to: folder.appending(component: file.name)) }
    // Alone: where it lies are the modules of the grader itself, which are none of an exercise's business.
    let kitModule = URL(filePath: kit.module)
    try FileManager.default.copyItem(at: kitModule, to: folder.appending(component: kitModule.lastPathComponent))
    let said = try await compile(
      [inputs.source], of: inputs, in: folder, options: ["-emit-module-path", Self.interface], modules: modules,
      limits: limits)
    let given = try await givenObjects(inputs, in: folder, modules: modules, limits: limits)
    for object in given.objects {
      let copy = folder.appending(component: object.lastPathComponent)
      if object != copy { try FileManager.default.copyItem(at: object, to: copy) }
    }
    try check(inputs, in: folder)
    // Of what several define alike the first one's is taken.
    let objects = given.objects.map(\.lastPathComponent) + [inputs.source.object]
    try await link(objects, in: folder, limits: limits)
    let library = try Data(contentsOf: folder.appending(component: Self.library))
    if let objection = SharedLibraryCheck.objection(to: library, objects: objects.count) {
      throw BuildFailure.refused(objection)
    }
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file != Self.library {
      try FileManager.default.removeItem(at: folder.appending(component: file))
    }
    return try cache.commit(temporary, key: key, warnings: said + given.warnings)
  }

  private func check(_ inputs: BuildInputs, in folder: URL) throws {
    let others =
      inputs.given.map { folder.appending(component: $0.object) } + [URL(filePath: toolchain.imageRegistration)]
    if let objection = ObjectCheck.objection(
      to: try Data(contentsOf: folder.appending(component: inputs.source.object)),
      linkedWith: try others.map { try Data(contentsOf: $0) }, module: inputs.moduleName)
    {
      throw BuildFailure.refused(objection)
    }
  }

  /// The objects of all files but the student's, for the module that the student's file was compiled to.
  private func givenObjects(
    _ inputs: BuildInputs, in folder: URL, modules: Mount, limits: BuildLimits
  ) async throws -> (objects: [URL], warnings: String) {
    let module = SourceText(
      name: Self.interface, contents: try Data(contentsOf: folder.appending(component: Self.interface)))
    let owner = SourceText(name: "owner", contents: Data(inputs.owner.utf8))
    let key = try key(for: [module, owner], of: inputs, kind: "objects")
    let names = inputs.given.map(\.object)
    if let entry = cache.entry(for: key) {
      return (names.map { entry.folder.appending(component: $0) }, entry.warnings)
    }
    let said = try await compile(inputs.given, of: inputs, in: folder, modules: modules, limits: limits)
    let temporary = try cache.makeTemporaryFolder()
    for name in names {
      try FileManager.default.copyItem(
        at: folder.appending(component: name), to: temporary.url.appending(component: name))
    }
    _ = try cache.commit(temporary, key: key, warnings: said)
    return (names.map { folder.appending(component: $0) }, said)
  }

  /// All that a result's bytes depend on: some texts, the given files and the tools.
  private func key(for texts: [SourceText], of inputs: BuildInputs, kind: String) throws -> Data {
    var key = Data("\(kind) 3\n\(toolchain.identity)\n\(try kit.identity())\n".utf8)
    key += Data("\(inputs.moduleName) \(frontendFlags(languageMode: inputs.languageMode)) \(linkerFlags)\n".utf8)
    for file in texts + inputs.given {
      key += Data("\(file.name) \(file.contents.count)\n".utf8)
      key += file.contents
    }
    return key
  }

  /// Everything but paths, names and the module cache. Names are relative to the folder that is built in, so that
  /// neither it nor the clone shows in the library.
  func frontendFlags(languageMode: Int) -> [String] {
    [
      "-frontend", "-c", "-parse-as-library", "-Onone", "-swift-version", "\(languageMode)",
      "-target", Toolchain.triple, "-disable-objc-interop", "-sanitize=thread", "-gline-tables-only",
      "-file-compilation-dir", ".", "-no-color-diagnostics", "-empty-abi-descriptor",
      "-plugin-path", "\(toolchain.root)/lib/swift/host/plugins",
      "-in-process-plugin-server-path", "\(toolchain.root)/lib/swift/host/libSwiftInProcPluginServer.so",
    ]
  }

  private var linkerFlags: [String] {
    ["-shared", "-m", Toolchain.emulation, "--eh-frame-hdr", "--build-id=none", "--hash-style=gnu", "-z", "relro"]
  }

  /// Compiles some of the files to objects; the others are there to be seen.
  ///
  /// - Returns: what the compiler said.
  private func compile(
    _ files: [SourceText], of inputs: BuildInputs, in folder: URL, options: [String] = [], modules: Mount,
    limits: BuildLimits
  ) async throws -> String {
    let names = inputs.all.flatMap { files.contains($0) ? ["-primary-file", $0.name] : [$0.name] }
    let ending = try await run(
      toolchain.frontend,
      frontendFlags(languageMode: inputs.languageMode) + options
        + ["-module-name", inputs.moduleName, "-module-cache-path", sandbox.path(of: modules)]
        + ["-I", "."] + names + files.flatMap { ["-o", $0.object] },
      in: folder, mounts: [modules], limits: limits)
    guard ending.succeeded else { throw BuildFailure.compiler(ending) }
    return ending.said
  }

  /// Links what the objects use of the toolchain's libraries and the C library.
  private func link(_ objects: [String], in folder: URL, limits: BuildLimits) async throws {
    let libraries = try FileManager.default.contentsOfDirectory(atPath: toolchain.runtimeLibraries)
      .filter { $0.hasSuffix(".so") && !$0.contains("Testing") && !$0.contains("XCTest") }.sorted()
    let folders = [toolchain.runtimeLibraries] + SystemFiles.libraryFolders
    let ending = try await run(
      toolchain.linker,
      linkerFlags + ["-o", Self.library, toolchain.imageRegistration] + objects + folders.map { "-L\($0)" }
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
        fileBytes: 1 << 30, openFiles: FixedLimits.openFiles, outputBytes: Self.diagnosticsBytes,
        endsAtOutputLimit: true, scratchBytes: FixedLimits.temporaryBytes))
    let outcome = try await sandbox.run(command)
    return ToolEnding(
      ending: outcome.termination.ending, processorSeconds: Double(outcome.termination.usage.cpuMicroseconds) / 1e6,
      said: outcome.standardError.text)
  }
}
