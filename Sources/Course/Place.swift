// A file or folder together with the path that diagnostics show for it.

internal import Foundation
internal import Records
internal import YAMLConfig

struct Place {
  let url: URL
  /// As a person at the course's root would type it.
  let path: String

  /// A folder that `grader.yml` names, relative to the root or absolute.
  init(configured path: String, root: URL) {
    var trimmed = path[...]
    while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
    url = URL(filePath: String(trimmed), directoryHint: .isDirectory, relativeTo: root).standardizedFileURL
    self.path = String(trimmed)
  }

  init(url: URL, path: String) {
    self.url = url
    self.path = path
  }

  func appending(_ names: String...) -> Place {
    let path = names.joined(separator: "/")
    return Place(url: url.appending(path: path), path: self.path == "." ? path : "\(self.path)/\(path)")
  }

  var isFolder: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
  }

  var isFile: Bool {
    var status = stat()
    return stat(url.path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// The names in the folder, sorted, but for hidden ones; none if there is no such folder.
  var names: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }

  /// Reports something about the file or folder as a whole.
  func error(_ message: String, hint: String? = nil, into collector: DiagnosticCollector) {
    collector.add(Diagnostic(file: path, line: 1, column: 1, message: message, hint: hint))
  }

  /// Reports that a regular file is missing here, if it is.
  func demandFile(_ role: String, into collector: DiagnosticCollector) {
    if !isFile { error("missing file: \(role)", into: collector) }
  }

  func readYAML(into collector: DiagnosticCollector) -> SourceFile? {
    SourceFile.read(url, path: path, byteLimit: YAMLBounds.bytes, into: collector)
  }
}
