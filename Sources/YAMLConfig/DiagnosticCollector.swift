// Gathers every fault of a run, so that all are reported at once.

package import Records

/// Collects diagnostics; each is kept once, and a file contributes at most `perFile`.
package final class DiagnosticCollector {
  /// A file with more faults than this is broken as a whole; more lines would not help its author.
  private static let perFile = 100

  private var seen: Set<Diagnostic> = []
  private var countByFile: [String: Int] = [:]

  package init() {}

  /// What was collected, sorted.
  package var diagnostics: [Diagnostic] { seen.sorted() }

  package var hasErrors: Bool { seen.contains { $0.severity == .error } }

  package func add(_ diagnostic: Diagnostic) {
    guard !seen.contains(diagnostic), countByFile[diagnostic.file, default: 0] < Self.perFile else { return }
    seen.insert(diagnostic)
    countByFile[diagnostic.file, default: 0] += 1
  }

  /// Reports an error at a place of a file, with the line there.
  package func error(_ message: String, at mark: Mark, in file: SourceFile, hint: String? = nil) {
    add(
      Diagnostic(
        file: file.path, line: mark.line, column: mark.column, message: message, sourceLine: file.line(mark.line),
        hint: hint))
  }
}
