// What is wrong in a file, where, and what to do about it.

/// One finding about a file, shown as `FILE:LINE:COLUMN: error: …` with the line and a caret under the place.
///
/// Diagnostics sort by file, line, column, severity and message.
package struct Diagnostic: Codable, Hashable, Sendable {
  package enum Severity: String, Codable, Hashable, Sendable, CaseIterable {
    case error, warning, note
  }

  package var severity: Severity
  /// The path as a person would type it, relative to the course's root where it can be.
  package var file: String
  /// 1-based.
  package var line: Int
  /// 1-based; counts Unicode scalars, a tab as one.
  package var column: Int
  /// What is wrong and what was expected, without a full stop.
  package var message: String
  /// The text of `line`, without its line break.
  package var sourceLine: String?
  /// What to do next.
  package var hint: String?

  package init(
    _ severity: Severity = .error, file: String, line: Int, column: Int, message: String,
    sourceLine: String? = nil, hint: String? = nil
  ) {
    self.severity = severity
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.sourceLine = sourceLine
    self.hint = hint
  }
}

extension Diagnostic: Comparable {
  package static func < (left: Diagnostic, right: Diagnostic) -> Bool {
    if left.file != right.file { return left.file < right.file }
    if left.line != right.line { return left.line < right.line }
    if left.column != right.column { return left.column < right.column }
    if left.severity != right.severity { return left.severity.rank < right.severity.rank }
    if left.message != right.message { return left.message < right.message }
    if left.sourceLine != right.sourceLine { return (left.sourceLine ?? "") < (right.sourceLine ?? "") }
    return (left.hint ?? "") < (right.hint ?? "")
  }
}

extension Diagnostic.Severity {
  fileprivate var rank: Int {
    switch self {
    case .error: 0
    case .warning: 1
    case .note: 2
    }
  }
}

extension Diagnostic: CustomStringConvertible {
  /// The finding in two to four lines, without a final line break. Control characters of the file never reach the terminal.
  package var description: String {
    var lines = ["\(file):\(line):\(column): \(severity.rawValue): \(message)".asOneLine]
    if let excerpt { lines += [excerpt.text, excerpt.caret] }
    if let hint { lines.append("  hint: \(hint)".asOneLine) }
    return lines.joined(separator: "\n")
  }

  /// The source line around the column, at most 100 scalars of it, and the line with the caret.
  private var excerpt: (text: String, caret: String)? {
    guard let sourceLine else { return nil }
    let scalars = Array(sourceLine.unicodeScalars)
    let caret = min(max(column - 1, 0), scalars.count)
    let width = 100
    let start = scalars.count <= width ? 0 : max(0, min(caret - width / 2, scalars.count - width))
    let end = min(scalars.count, start + width)
    let shown = String(String.UnicodeScalarView(scalars[start..<end])).asOneLine
    let ellipsis = (before: start > 0 ? "…" : "", after: end < scalars.count ? "…" : "")
    // A tab stays a tab so that caret and text move together; a wide character takes two cells.
    let padding = scalars[start..<caret].map { $0 == "\t" ? "\t" : String(repeating: " ", count: $0.cells) }.joined()
    return (
      "  \(ellipsis.before)\(shown)\(ellipsis.after)",
      "  \(ellipsis.before.isEmpty ? "" : " ")\(padding)^"
    )
  }
}

extension String {
  /// Control characters and line breaks replaced: a finding takes as many lines as it has parts.
  fileprivate var asOneLine: String { withoutControls.replacing("\n", with: "\u{FFFD}") }
}

/// Everything found wrong in one go, sorted.
package struct DiagnosticsError: Error, Hashable, Sendable, CustomStringConvertible {
  package let diagnostics: [Diagnostic]

  package init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics.sorted()
  }

  package var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}
