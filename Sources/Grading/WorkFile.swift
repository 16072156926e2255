// Opens a source file without trusting what stands in its place.

package import Foundation

/// Why a file is no source to build.
package enum WorkFileError: Error, Hashable {
  case missing
  case notRegular
  /// Another user's, linked to where it is found.
  case foreign
  case tooLarge
  case notText
  /// With the system's reason.
  case unreadable(String)
}

package enum WorkFile {
  /// The largest source file that is graded, in bytes: some two thousand lines. The compiler takes time that grows with
  /// the square of one function's declarations, and says nothing of them before all are read.
  package static let byteLimit = 64 << 10

  /// Reads a regular file of UTF-8 text. Links are not followed and opening never blocks, so neither a link to another's
  /// file nor a FIFO is read.
  package static func read(_ url: URL) throws(WorkFileError) -> String {
    let descriptor = open(url.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT, ENOTDIR: throw .missing
      case ELOOP, ENXIO: throw .notRegular
      default: throw .unreadable(String(cString: strerror(errno)))
      }
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
    guard !isForeign(status, at: url) else { throw .foreign }
    guard status.st_size <= byteLimit else { throw .tooLarge }
    let data: Data
    do {
      data = try handle.read(upToCount: byteLimit + 1) ?? Data()
    } catch {
      throw .unreadable("\(error)")
    }
    guard data.count <= byteLimit else { throw .tooLarge }
    guard let text = String(validating: data, as: UTF8.self) else { throw .notText }
    return text
  }

  /// Whether a file with several names is not of the one whose folder this is: a hard link is no copy, and needs no right
  /// to read what it names.
  private static func isForeign(_ status: stat, at url: URL) -> Bool {
    guard status.st_nlink > 1 else { return false }
    var folder = stat()
    return lstat(url.deletingLastPathComponent().path, &folder) != 0 || folder.st_uid != status.st_uid
  }
}
