// The fixtures, and copies of the small course that a test may spoil.

import Foundation
import Records

@testable import Course

enum Fixtures {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(component: "Fixtures")
  static let mini = folder.appending(component: "Mini")
  static let repository = folder.appending(path: "../../..").standardizedFileURL
}

/// A copy of the small course in a temporary folder, removed with it.
final class CourseCopy {
  let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(component: "workbook-course-\(UUID())")
    // Not `copyItem`, which would copy the owner too: a test run by another user may not.
    for path in try FileManager.default.subpathsOfDirectory(atPath: Fixtures.mini.path) {
      let source = Fixtures.mini.appending(path: path)
      let isFile = try source.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true
      if isFile { try write(path, String(contentsOf: source, encoding: .utf8)) }
    }
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func write(_ path: String, _ text: String) throws {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Replaces a text that must occur in a file.
  func replace(_ old: String, with new: String, in path: String) throws {
    let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
    guard text.contains(old) else { throw CocoaError(.fileReadCorruptFile) }
    try write(path, text.replacingOccurrences(of: old, with: new))
  }

  func remove(_ path: String) throws { try FileManager.default.removeItem(at: root.appending(path: path)) }

  func move(_ path: String, to destination: String) throws {
    try FileManager.default.moveItem(at: root.appending(path: path), to: root.appending(path: destination))
  }

  /// All that is wrong with the course, as shown; empty if it is valid.
  var faults: String {
    do throws(DiagnosticsError) {
      _ = try Course.load(root: root)
      return ""
    } catch {
      return error.description
    }
  }

  /// The same without source lines and hints.
  var headlines: [String] { faults.split(separator: "\n").filter { !$0.hasPrefix("  ") }.map(String.init) }
}
