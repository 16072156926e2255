// Finds the compiler, the linker and the symbolizer.

package import Foundation

/// A Swift toolchain, called without its driver: the driver's own time would be a third of a small build.
package struct Toolchain: Hashable, Sendable {
  /// The folder with `bin` and `lib` in it, links resolved.
  package let root: String

  package var frontend: String { "\(root)/bin/swift-frontend" }
  package var linker: String { "\(root)/bin/ld.lld" }
  package var symbolizer: String { "\(root)/bin/llvm-symbolizer" }
  /// The folder of `libswiftCore.so`.
  package var runtimeLibraries: String { "\(root)/lib/swift/linux" }

  /// What the linker puts ahead of the objects: it tells the runtime where an image's types are.
  var imageRegistration: String { "\(runtimeLibraries)/\(Self.architecture)/swiftrt.o" }

  #if arch(x86_64)
    static let architecture = "x86_64"
    static let emulation = "elf_x86_64"
  #elseif arch(arm64)
    static let architecture = "aarch64"
    static let emulation = "aarch64linux"
  #endif
  static let triple = "\(architecture)-unknown-linux-gnu"

  /// Finds a toolchain.
  ///
  /// - Parameters:
  ///   - folder: with `bin/swiftc` or `usr/bin/swiftc` in it, as `languages.swift.toolchain` names it; `nil` searches
  ///     `path`.
  ///   - path: folders between colons, as the environment's `PATH`.
  /// - Throws: ``MissingPart``.
  package static func find(at folder: URL?, path: String) throws(MissingPart) -> Toolchain {
    let compilers: [String]
    if let folder {
      compilers = [folder.appending(path: "usr/bin/swiftc").path, folder.appending(path: "bin/swiftc").path]
    } else {
      compilers = path.split(separator: ":").map { "\($0)/swiftc" }
    }
    let found = compilers.filter { FileManager.default.isExecutableFile(atPath: $0) }
    guard let first = found.first else { throw .compiler(folder: folder?.path) }
    // A `swiftc` in `PATH` may be a link into the toolchain, or lie in it and be a link itself.
    for compiler in found {
      for path in [URL(filePath: compiler).resolvingSymlinksInPath().path, compiler] {
        let toolchain = Toolchain(
          root: URL(filePath: path).deletingLastPathComponent().deletingLastPathComponent()
            .resolvingSymlinksInPath().path)
        if toolchain.missing.isEmpty { return toolchain }
      }
    }
    let root = URL(filePath: first).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
    throw .toolchainFiles(compiler: first, files: Toolchain(root: root.path).missing)
  }

  private var missing: [String] {
    [frontend, linker, symbolizer, imageRegistration].filter { !FileManager.default.fileExists(atPath: $0) }
  }

  /// Tells this compiler from another without starting it: its path, size and time of change.
  var identity: String {
    var status = stat()
    stat(frontend, &status)
    return "\(frontend) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }
}
