// A file that commands should not get at.

internal import Foundation
internal import Glibc

/// A file that was not listed, in a folder of its own: a command may have a temporary folder of the same name as ours.
///
/// The folder is named and locked like those the launcher makes, so that the next sweep removes one whose grader was
/// killed.
final class OutsideFile {
  let path: String
  private let folder: String
  private let descriptor: Int32

  init() throws(SandboxError) {
    while true {
      let folder = "/tmp/workbook-scratch-\(UUID())"
      guard mkdir(folder, 0o755) == 0 else {
        throw .systemCallFailed(call: "mkdir \(folder)", errorNumber: errno)
      }
      let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0, access(folder, F_OK) == 0 else {
        // Somebody swept it in the moment between.
        if descriptor >= 0 { close(descriptor) }
        continue
      }
      self.folder = folder
      self.descriptor = descriptor
      path = "\(folder)/secret"
      let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o644)
      guard file >= 0 else { throw .systemCallFailed(call: "open \(path)", errorNumber: errno) }
      close(file)
      return
    }
  }

  deinit {
    unlink(path)
    rmdir(folder)
    close(descriptor)
  }
}
