// Writes files so that a reader sees the old one or the new one, whole.

import Foundation

enum AtomicFile {
  /// Writes a file under a temporary name in its folder and renames it; a failed write leaves nothing behind.
  static func write(_ data: Data, to url: URL) throws {
    let temporary = url.deletingLastPathComponent()
      .appending(component: ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)~")
    do {
      try data.write(to: temporary)
      guard rename(temporary.path, url.path) == 0 else {
        throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: url.path])
      }
    } catch {
      try? FileManager.default.removeItem(at: temporary)
      throw error
    }
  }

  /// Writes a file only where there is none, even when two do so at once.
  ///
  /// - Returns: whether the file was written.
  static func create(_ data: Data, at url: URL) throws -> Bool {
    let temporary = url.deletingLastPathComponent()
      .appending(component: ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)~")
    defer { try? FileManager.default.removeItem(at: temporary) }
    try data.write(to: temporary)
    // A hard link, unlike a rename, never replaces what is there.
    if link(temporary.path, url.path) == 0 { return true }
    guard errno == EEXIST else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: url.path]) }
    return false
  }

  /// Renames a file to the first free name of `NAME.1`, `NAME.2`, … that nothing has.
  ///
  /// - Returns: the new place.
  static func setAside(_ url: URL, label: String) throws -> URL {
    let base = url.deletingPathExtension().lastPathComponent
    for number in 1...9999 {
      let name = "\(base).\(label)-\(number)" + (url.pathExtension.isEmpty ? "" : ".\(url.pathExtension)")
      let aside = url.deletingLastPathComponent().appending(component: name)
      if link(url.path, aside.path) == 0 {
        guard unlink(url.path) == 0 else { break }
        return aside
      }
      guard errno == EEXIST else { break }
    }
    throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: url.path])
  }
}
