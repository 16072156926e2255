// The compiler's own lines, as a student should read them.

/// What the compiler printed, cut into diagnostics.
struct CompilerOutput: Hashable, Sendable {
  struct Diagnostic: Hashable, Sendable {
    enum Severity: String, Sendable { case error, warning, note, remark }
    var file: String
    var severity: Severity
    /// The first line without the file's name, and the lines of source under it.
    var rest: String
  }

  private(set) var diagnostics: [Diagnostic] = []
  /// Lines ahead of the first diagnostic.
  private(set) var preamble = ""

  init(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if let match = line.wholeMatch(of: /(.+?)(:\d+(?::\d+)?: (error|warning|note|remark): .*)/),
        let severity = Diagnostic.Severity(rawValue: String(match.3))
      {
        diagnostics.append(Diagnostic(file: String(match.1), severity: severity, rest: "\(match.2)\n"))
      } else if diagnostics.isEmpty {
        preamble += line + "\n"
      } else {
        diagnostics[diagnostics.count - 1].rest += line + "\n"
      }
    }
  }

  var filesWithErrors: Set<String> { Set(diagnostics.filter { $0.severity == .error }.map(\.file)) }

  /// The text again, with files under the names a person knows.
  ///
  /// - Parameters:
  ///   - names: the shown path of each file of the build; others keep theirs.
  ///   - warnings: whether warnings, and the notes that belong to them, are kept.
  ///   - most: how many diagnostics are kept at the most, notes apart.
  func shown(as names: [String: String], warnings: Bool, most: Int = .max) -> String {
    var text = preamble.trimmed.isEmpty ? "" : preamble
    var isDropped = false
    var count = 0
    for diagnostic in diagnostics {
      if diagnostic.severity != .note {
        isDropped = !warnings && diagnostic.severity != .error
        if !isDropped { count += 1 }
        if count > most { break }
      }
      if !isDropped { text += (names[diagnostic.file] ?? diagnostic.file) + diagnostic.rest }
    }
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }
}

extension String {
  fileprivate var trimmed: String { filter { !$0.isWhitespace } }
}
