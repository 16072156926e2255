import Records
import Testing

@Suite struct DiagnosticTests {
  @Test func `a diagnostic shows place, line, caret and hint`() {
    let diagnostic = Diagnostic(
      file: "grader.yml", line: 3, column: 5, message: "unknown key `tiel`", sourceLine: "  - tiel: x",
      hint: "did you mean `title`?")
    #expect(
      diagnostic.description == """
        grader.yml:3:5: error: unknown key `tiel`
            - tiel: x
              ^
          hint: did you mean `title`?
        """)
  }

  @Test func `without a source line only the place and the message are shown`() {
    let diagnostic = Diagnostic(.warning, file: "a/b.yml", line: 1, column: 1, message: "the file is odd")
    #expect(diagnostic.description == "a/b.yml:1:1: warning: the file is odd")
  }

  @Test func `the caret stands under its character after wide characters and tabs`() {
    let wide = Diagnostic(file: "f", line: 1, column: 4, message: "m", sourceLine: "队列: x")
    #expect(wide.description == "f:1:4: error: m\n  队列: x\n       ^")
    let tab = Diagnostic(file: "f", line: 1, column: 3, message: "m", sourceLine: "a\tx")
    #expect(tab.description == "f:1:3: error: m\n  a\tx\n   \t^")
  }

  @Test func `of a long line only the part around the caret is shown`() {
    let line = String(repeating: "a", count: 200) + "X" + String(repeating: "b", count: 200)
    let lines = Diagnostic(file: "f", line: 1, column: 201, message: "m", sourceLine: line).description
      .split(separator: "\n")
    #expect(lines[1] == "  …" + String(repeating: "a", count: 50) + "X" + String(repeating: "b", count: 49) + "…")
    #expect(lines[2] == String(repeating: " ", count: 53) + "^")
  }

  @Test func `a column past the line's end does no harm`() {
    #expect(Diagnostic(file: "f", line: 1, column: 99, message: "m", sourceLine: "ab").description.hasSuffix("\n    ^"))
  }

  @Test func `control characters of a file never reach the terminal`() {
    let text = Diagnostic(file: "f\u{1B}", line: 1, column: 1, message: "\u{7}", sourceLine: "\u{1B}[2J\u{9B}")
      .description
    #expect(!text.unicodeScalars.contains { ["\u{1B}", "\u{7}", "\u{9B}"].contains($0) })
  }

  @Test func `diagnostics are sorted by file, line and column`() {
    let places = [("b", 1, 1), ("a", 2, 1), ("a", 1, 9), ("a", 10, 1), ("a", 1, 2)]
    let error = DiagnosticsError(places.map { Diagnostic(file: $0.0, line: $0.1, column: $0.2, message: "m") })
    #expect(error.diagnostics.map { "\($0.file)\($0.line).\($0.column)" } == ["a1.2", "a1.9", "a2.1", "a10.1", "b1.1"])
  }
}
