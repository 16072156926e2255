// What a library is built from.

internal import Foundation
internal import Course
internal import Records

/// A Swift file, by the name it has in the build.
struct SourceText: Hashable, Sendable {
  var name: String
  var contents: Data

  /// The name of the object it is compiled to.
  var object: String { "\(name).o" }
}

/// Everything that a library's bytes depend on, apart from the tools.
package struct BuildInputs: Hashable, Sendable {
  var moduleName: String
  var languageMode: Int
  /// The student's file.
  var source: SourceText
  /// `Properties.swift`.
  var properties: SourceText
  /// Given code.
  var support: [SourceText]
  /// Whose file it is: nothing that was made with one student's file in sight is used for another's.
  var owner: String

  /// Hands the properties to the host that opens the library.
  static let entry = SourceText(
    name: "WorkbookEntry.swift",
    contents: Data(
      """
      import Workbook
      @_cdecl("workbook_properties") public func _workbookProperties() -> UnsafeMutableRawPointer {
        Workbook.exportProperties(properties)
      }

      """.utf8))

  /// All files but the student's, in the order they are compiled.
  var given: [SourceText] { [properties] + support + [Self.entry] }

  var all: [SourceText] { [source] + given }

  /// What a replay token says about the student's file.
  package var fingerprint: UInt16 { Fingerprint(source.contents).short }
}

extension BuildInputs {
  /// Reads a work's files.
  ///
  /// - Throws: ``GradingError``.
  package init(_ work: GradedWork) throws(GradingError) {
    let exercise = work.exercise
    let name = exercise.sourceFileName(.swift)
    moduleName = String(name.dropLast(".swift".count))
    languageMode = exercise.swiftLanguageMode
    source = SourceText(name: name, contents: try readSource(work.file, shownAs: work.shownPath, fault: work.fault))
    properties = try SourceText(given: exercise.propertiesFile(.swift))
    support = []
    owner = work.work == .submission ? work.file.standardizedFileURL.path : "the course"
    for file in exercise.supportFiles[.swift] ?? [] { support.append(try SourceText(given: file)) }
  }
}

extension SourceText {
  /// A file of the course.
  fileprivate init(given file: URL) throws(GradingError) {
    self.init(
      name: file.lastPathComponent, contents: try readSource(file, shownAs: file.path, fault: .course))
  }
}

/// A source file's bytes.
private func readSource(_ file: URL, shownAs path: String, fault: GradingError.Fault) throws(GradingError) -> Data {
  do throws(WorkFileError) {
    return Data(try WorkFile.read(file).utf8)
  } catch {
    throw .sourceUnusable(path: path, error, fault: fault)
  }
}
