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

  /// Tells one installation of the C library's and the kernel's headers from another: when each of their folders was
  /// last changed, which a package manager does to every folder that it puts a file into.
  static func headersIdentity(
    in folders: [String] = ["", "/sys", "/linux", "/asm", "/asm-generic", "/bits", "/gnu"].flatMap {
      ["/usr/include\($0)", "/usr/include/\(Toolchain.architecture)-linux-gnu\($0)"]
    }
  ) -> String {
    folders.map { folder in
      var status = stat()
      return stat(folder, &status) == 0 ? "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)" : "-"
    }.joined(separator: " ")
  }

  /// Read-only, at their own paths.
  static let mounts = ["/usr", "/bin", "/lib", "/lib64"]
    .filter { FileManager.default.fileExists(atPath: $0) }.map { Mount(readOnly: $0) }
}
