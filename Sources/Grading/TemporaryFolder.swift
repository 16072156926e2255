// Folders that are gone with their owner, even one that was killed.

internal import Foundation
internal import Synchronization

/// A folder that is removed with the last reference to it, unless it was renamed.
///
/// It is locked (`flock`) while its owner lives, and the kernel unlocks it however the owner ends: whoever can lock a
/// folder of this kind knows it to be abandoned, across containers too, where process numbers say nothing.
final class TemporaryFolder: Sendable {
  let url: URL
  private let descriptor: Int32

  private static let prefix = "new-"
  private static let counter = Mutex(0)

  /// Makes a folder of a new name within `parent`, which is made too.
  init(in parent: URL) throws {
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    while true {
      let number = Self.counter.withLock { count in
        count += 1
        return count
      }
      let url = parent.appending(component: "\(Self.prefix)\(getpid())-\(number)")
      if mkdir(url.path, 0o700) != 0 {
        if errno == EEXIST { continue }
        throw CocoaError(.fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: String(cString: strerror(errno))])
      }
      let descriptor = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      if descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.exists(url, as: descriptor) {
        self.url = url
        self.descriptor = descriptor
        return
      }
      // Somebody swept it in the moment between.
      if descriptor >= 0 { close(descriptor) }
    }
  }

  deinit {
    if Self.exists(url, as: descriptor) { try? FileManager.default.removeItem(at: url) }
    close(descriptor)
  }

  /// Removes a temporary folder whose owner has ended, and nothing else.
  static func removeIfAbandoned(_ place: URL) {
    guard place.lastPathComponent.hasPrefix(prefix) else { return }
    let descriptor = open(place.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(at: place) }
  }

  /// Whether the name still means the folder that was opened.
  private static func exists(_ url: URL, as descriptor: Int32) -> Bool {
    var (named, opened) = (stat(), stat())
    return lstat(url.path, &named) == 0 && fstat(descriptor, &opened) == 0 && named.st_ino == opened.st_ino
  }
}
