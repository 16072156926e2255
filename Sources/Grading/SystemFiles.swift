// What a sandboxed tool or target sees of the system.

internal import Foundation
internal import Sandbox

/// The C library and what belongs to it.
enum SystemFiles {
  static let libraries = ["libc.so.6", "libm.so.6", "libgcc_s.so.1"]

  static let libraryFolders = [
    "/lib/\(Toolchain.architecture)-linux-gnu", "/usr/lib/\(Toolchain.architecture)-linux-gnu", "/lib64", "/usr/lib64",
    "/lib", "/usr/lib",
  ].filter { FileManager.default.fileExists(atPath: $0) }

  /// Read-only, at their own paths.
  static let mounts = ["/usr", "/bin", "/lib", "/lib64"]
    .filter { FileManager.default.fileExists(atPath: $0) }.map { Mount(readOnly: $0) }
}
