// Characters that no configuration file should hold, found before parsing.

extension SourceFile {
  /// Reports control characters, unusual line breaks and tabs in indentation; says whether there were none.
  ///
  /// libyaml takes U+0085, U+2028 and U+2029 for line breaks where editors do not: positions would be wrong after one.
  func checkCharacters(into collector: DiagnosticCollector) -> Bool {
    var isClean = true
    var mark = Mark.start
    var isIndentation = true
    var previous: Unicode.Scalar = "\n"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n", "\r":
        // The two together break one line.
        if !(scalar == "\n" && previous == "\r") { mark.line += 1 }
        mark.column = 0
        isIndentation = true
      case "\t":
        if isIndentation {
          isClean = false
          collector.error("a tab in the indentation; YAML takes spaces only", at: mark, in: self, hint: "use spaces")
          isIndentation = false
        }
      case " ": break
      case "\u{00}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
        let code = String(scalar.value, radix: 16, uppercase: true)
        let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
        isClean = false
        collector.error("character U+\(padded) is not allowed", at: mark, in: self, hint: "remove it")
        isIndentation = false
      default: isIndentation = false
      }
      mark.column += 1
      previous = scalar
    }
    return isClean
  }
}
