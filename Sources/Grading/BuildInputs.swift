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

/// Reads a source file that somebody else may have put there: never through a link, never waiting, never very much.
private func readSource(_ file: URL, shownAs path: String, fault: GradingError.Fault) throws(GradingError) -> Data {
  let limit = 1 << 20
  let descriptor = open(file.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
  guard descriptor >= 0 else {
    let reason = errno == ELOOP ? "it is a symbolic link" : String(cString: strerror(errno))
    throw GradingError(fault, "cannot read `\(path)`: \(reason)")
  }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
    throw GradingError(fault, "cannot read `\(path)`: it is not a regular file")
  }
  guard status.st_size <= limit else {
    throw GradingError(fault, "cannot read `\(path)`: it is larger than \(limit >> 10) KiB")
  }
  var contents = Data(count: Int(status.st_size))
  let count = contents.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
  guard count == contents.count else {
    throw GradingError(fault, "cannot read `\(path)`: \(String(cString: strerror(errno)))")
  }
  return contents
}
