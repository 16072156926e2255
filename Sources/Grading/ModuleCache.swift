// Compiled forms of the system's C headers, made once and then only read.

internal import Course
internal import Foundation
internal import Records
internal import Sandbox

/// The compiler's module cache.
///
/// Without one every build would compile the C library's headers anew, for a second. A cache that a student's build may
/// write to could be poisoned, so it is filled by a file of ours and then only read. The compiler notices when a cache is
/// at another path than when it was filled: where a build sees the host's own paths, it is filled in place.
struct ModuleCache {
  let builder: SwiftBuilder

  /// The cache, filled.
  func ready(limits: BuildLimits) async throws -> Mount {
    let hasOwnFileSystem = builder.sandbox.tier.hasOwnFileSystem
    let flags = builder.frontendFlags(languageMode: 5)
    // A compiler that finds other headers than the cache was made from would want to write to it.
    let identity = "\(hasOwnFileSystem) \(builder.toolchain.identity) \(SystemFiles.headersIdentity()) \(flags)"
    let name = Fingerprint(identity.utf8).hexadecimal
    let modules = builder.cache.folder.appending(component: "modules")
    let place = modules.appending(component: name)
    // Nothing stops a build that is not isolated from writing there, whatever is asked for.
    let mount = Mount(place.path, at: "/modules", .readOnly)
    let filled = hasOwnFileSystem ? place : modules.appending(component: "\(name).filled")
    if FileManager.default.fileExists(atPath: filled.path) { return mount }
    do {
      try FileManager.default.createDirectory(
        at: hasOwnFileSystem ? modules : place, withIntermediateDirectories: true)
    } catch {
      throw GradingError.cacheNotWritable(folder: place.path, reason: error.localizedDescription)
    }
    let temporary = try builder.cache.makeTemporaryFolder()
    if hasOwnFileSystem {
      let new = temporary.url.appending(component: "modules")
      try FileManager.default.createDirectory(at: new, withIntermediateDirectories: true)
      try await fill(new, in: temporary.url, flags: flags, limits: limits)
      // Another process may have been first: its cache is as good.
      rename(new.path, place.path)
    } else {
      // Compilers that fill the same cache at once wait for each other.
      try await fill(place, in: temporary.url, flags: flags, limits: limits)
      _ = FileManager.default.createFile(atPath: filled.path, contents: nil)
    }
    return mount
  }

  /// Compiles a file that imports what students may.
  private func fill(_ modules: URL, in folder: URL, flags: [String], limits: BuildLimits) async throws {
    try Data(Self.imports.map { "import \($0)\n" }.joined().utf8)
      .write(to: folder.appending(component: "Imports.swift"))
    let mount = Mount(modules.path, at: "/modules", .writable)
    let ending = try await builder.run(
      builder.toolchain.frontend,
      flags + [
        "-module-name", "Imports", "-module-cache-path", builder.sandbox.path(of: mount), "-o", "imports.o",
        "Imports.swift",
      ], in: folder, mounts: [mount], limits: limits)
    if let limit = ending.exceededLimit, !ending.isTheMachines {
      throw GradingError.importsExceedLimit(limit)
    }
    guard ending.succeeded else { throw GradingError.importsDoNotCompile(said: ending.said) }
  }

  private static let imports = [
    "Dispatch", "Foundation", "FoundationNetworking", "FoundationXML", "Glibc", "Observation", "RegexBuilder",
    "Synchronization",
  ]
}
