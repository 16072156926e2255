// Compiled forms of the system's C headers, made once and then only read.

internal import Course
internal import Foundation
internal import Records
internal import Sandbox

/// The compiler's module cache.
///
/// Without one every build would compile the C library's headers anew, for a second. A cache that a student's build may
/// write to could be poisoned, so it is filled by a file of ours and mounted read-only. Without a file system of its own
/// a build sees the cache at another path, which the compiler notices; there, where nothing is isolated, it fills its own.
struct ModuleCache {
  let builder: SwiftBuilder

  /// The cache, filled.
  func ready(limits: BuildLimits) async throws -> Mount {
    let isIsolated = builder.sandbox.tier.hasOwnFileSystem
    let flags = builder.frontendFlags(languageMode: 5)
    // A compiler that finds other headers than the cache was made from would want to write to it.
    let identity = "\(isIsolated) \(builder.toolchain.identity) \(SystemFiles.headersIdentity()) \(flags)"
    let name = Fingerprint(identity.utf8).hexadecimal
    let place = builder.cache.folder.appending(component: "modules").appending(component: name)
    let mount = Mount(place.path, at: "/modules", isIsolated ? .readOnly : .writable)
    if FileManager.default.fileExists(atPath: place.path) { return mount }
    do {
      try FileManager.default.createDirectory(
        at: isIsolated ? place.deletingLastPathComponent() : place, withIntermediateDirectories: true)
    } catch {
      throw GradingError(.machine, "cannot write to the build cache `\(place.path)`: \(error.localizedDescription)")
    }
    if isIsolated { try await fill(place, flags: flags, limits: limits) }
    return mount
  }

  /// Compiles a file that imports what students may, and renames the cache to its place.
  private func fill(_ place: URL, flags: [String], limits: BuildLimits) async throws {
    let temporary = try builder.cache.makeTemporaryFolder()
    let folder = temporary.url
    let modules = folder.appending(component: "modules")
    try FileManager.default.createDirectory(at: modules, withIntermediateDirectories: true)
    try Data(Self.imports.map { "import \($0)\n" }.joined().utf8)
      .write(to: folder.appending(component: "Imports.swift"))
    let mount = Mount(modules.path, at: "/modules", .writable)
    let ending = try await builder.run(
      builder.toolchain.frontend,
      flags + [
        "-module-name", "Imports", "-module-cache-path", builder.sandbox.path(of: mount), "-o", "imports.o",
        "Imports.swift",
      ], in: folder, mounts: [mount], limits: limits)
    guard ending.succeeded else {
      throw GradingError(
        .machine, "the compiler cannot compile a file that only imports the system's modules:\n\(ending.said)",
        hint: "the C library's headers may be missing: install `libc6-dev`")
    }
    // Another process may have been first: its cache is as good.
    rename(modules.path, place.path)
  }

  private static let imports = [
    "Dispatch", "Foundation", "FoundationNetworking", "FoundationXML", "Glibc", "Observation", "RegexBuilder",
    "Synchronization",
  ]
}
