// A student's folder: one folder an exercise, next to a note of the course it belongs to.

import Course
import Foundation
import Records
import YAMLConfig

/// A student's copy of the stubs.
struct Workspace {
  static let fileName = "workspace.yml"

  let root: URL
  /// The course's folder.
  let course: URL
  let language: Language

  /// The nearest workspace, going up from a folder.
  ///
  /// - Throws: ``DiagnosticsError`` when its `workspace.yml` cannot be used.
  static func find(from folder: URL) throws -> Workspace? {
    var folder = folder.standardizedFileURL
    while true {
      if let workspace = try load(folder) { return workspace }
      let parent = folder.deletingLastPathComponent().standardizedFileURL
      if parent.path == folder.path { return nil }
      folder = parent
    }
  }

  /// The workspace in a folder; `nil` if it is none.
  static func load(_ root: URL) throws -> Workspace? {
    let url = root.appending(component: fileName)
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    let collector = DiagnosticCollector()
    let decoding = Decoding<(course: String, language: Language)>.mapping { map in
      let course = map.required("course", .text)
      let language = map.optional("language", Decoding<Language>.choice, default: .swift)
      return course.map { ($0, language) }
    }
    guard let file = SourceFile.read(url, path: fileName, byteLimit: YAMLBounds.bytes, into: collector),
      let content = decoding(file, collector: collector), !collector.hasErrors
    else { throw DiagnosticsError(collector.diagnostics) }
    return Workspace(root: root, course: root.appendingFolder(content.course), language: content.language)
  }

  func folder(_ exercise: Exercise) -> URL { root.appending(component: exercise.id) }

  /// The file the student edits.
  func file(_ exercise: Exercise) -> URL {
    folder(exercise).appending(component: exercise.sourceFileName(language))
  }

  var progress: StateFile<Progress> { StateFile("progress", in: self, initial: Progress()) }
  var hintsShown: StateFile<HintsShown> { StateFile("hints", in: self, initial: HintsShown()) }
}
