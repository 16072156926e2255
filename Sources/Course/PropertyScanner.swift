// Finds the identifiers of `Property("…")` in a property file without running it.

internal import YAMLConfig

/// The properties that a file of Swift source declares, with the place of each identifier.
///
/// Comments and string literals are skipped as Swift's lexer would, interpolations included. Regular-expression literals
/// are not known: one with a quote in it may hide what follows.
struct PropertyScanner {
  /// The identifier of each `Property("…")` call, in order.
  private(set) var identifiers: [Located<String>] = []
  /// Where a `Property(…)` call has something other than a plain string literal for an identifier.
  private(set) var unreadable: [Mark] = []

  private let scalars: [Unicode.Scalar]
  private var index = 0
  /// Interpolations that the scan is inside of.
  private var nesting = 0
  private static let nestingLimit = 64
  private var mark = Mark.start

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    scanCode()
  }

  private var current: Unicode.Scalar? { peek(0) }

  private func peek(_ offset: Int) -> Unicode.Scalar? {
    index + offset < scalars.count ? scalars[index + offset] : nil
  }

  private mutating func advance(by count: Int = 1) {
    for _ in 0..<count {
      guard let scalar = current else { return }
      let breaksLine = scalar == "\n" || (scalar == "\r" && peek(1) != "\n")
      mark = breaksLine ? Mark(line: mark.line + 1, column: 1) : Mark(line: mark.line, column: mark.column + 1)
      index += 1
    }
  }

  private func isAt(_ text: String) -> Bool {
    scalars[index...].starts(with: text.unicodeScalars)
  }

  private mutating func scanInterpolation() {
    nesting += 1
    // No author nests this deep; a file that does is not worth the stack.
    if nesting > Self.nestingLimit { index = scalars.count }
    scanCode()
    nesting -= 1
  }

  /// Scans to the end or, within an interpolation, past the parenthesis that closes it.
  private mutating func scanCode() {
    var depth = 0
    while let scalar = current {
      if skipTrivia() { continue }
      if skipString() { continue }
      if scalar.isIdentifierStart {
        scanWord()
        continue
      }
      advance()
      if scalar == "(" { depth += 1 }
      if scalar == ")" {
        if depth == 0, nesting > 0 { return }
        depth -= 1
      }
    }
  }

  /// Skips white space or one comment; says whether there was any.
  private mutating func skipTrivia() -> Bool {
    if let scalar = current, scalar.isSpace {
      advance()
      return true
    }
    guard current == "/" else { return false }
    if isAt("//") {
      while let scalar = current, scalar != "\n", scalar != "\r" { advance() }
      return true
    }
    guard isAt("/*") else { return false }
    var depth = 0
    repeat {
      if isAt("/*") {
        depth += 1
        advance(by: 2)
      } else if isAt("*/") {
        depth -= 1
        advance(by: 2)
      } else {
        advance()
      }
    } while depth > 0 && current != nil
    return true
  }

  private mutating func scanWord() {
    var word = String.UnicodeScalarView()
    while let scalar = current, scalar.isIdentifierPart {
      word.append(scalar)
      advance()
    }
    guard String(word) == "Property" else { return }
    while skipTrivia() {}
    guard current == "(" else { return }
    advance()
    while skipTrivia() {}
    let start = mark
    if let identifier = skipPlainLiteral() {
      identifiers.append(Located(identifier, at: start))
    } else {
      unreadable.append(start)
    }
  }

  /// Skips a one-line string literal without escapes and returns its text; moves nowhere otherwise.
  private mutating func skipPlainLiteral() -> String? {
    guard current == "\"", !isAt("\"\"\"") else { return nil }
    var text = String.UnicodeScalarView()
    var offset = 1
    while let scalar = peek(offset), scalar != "\\", scalar != "\n", scalar != "\r" {
      if scalar == "\"" {
        advance(by: offset + 1)
        return String(text)
      }
      text.append(scalar)
      offset += 1
    }
    return nil
  }

  /// Skips a string literal of any kind; says whether there was one.
  private mutating func skipString() -> Bool {
    var pounds = 0
    while peek(pounds) == "#" { pounds += 1 }
    guard peek(pounds) == "\"" else { return false }
    advance(by: pounds)
    let isMultiline = isAt("\"\"\"")
    let rawMarks = String(repeating: "#", count: pounds)
    let closing = (isMultiline ? "\"\"\"" : "\"") + rawMarks
    let escape = "\\" + rawMarks
    advance(by: isMultiline ? 3 : 1)
    while let scalar = current {
      if scalar == "\"", isAt(closing) {
        advance(by: closing.unicodeScalars.count)
        return true
      }
      if scalar == "\\", isAt(escape) {
        advance(by: escape.unicodeScalars.count)
        let isInterpolation = current == "("
        advance()
        if isInterpolation { scanInterpolation() }
      } else {
        // A line's end closes a literal that lacks its quote: the compiler will say so.
        if !isMultiline, scalar == "\n" || scalar == "\r" { return true }
        advance()
      }
    }
    return true
  }
}

// Properties are looked up for other scalars than ASCII's only: the lookup is most of a scan's time otherwise.
extension Unicode.Scalar {
  fileprivate var isSpace: Bool { isASCII ? value <= 0x20 : properties.isWhitespace }

  fileprivate var isIdentifierPart: Bool {
    isIdentifierStart || ("0"..."9").contains(self) || (!isASCII && properties.isXIDContinue)
  }

  fileprivate var isIdentifierStart: Bool {
    switch self {
    case "a"..."z", "A"..."Z", "_": true
    default: !isASCII && properties.isXIDStart
    }
  }
}
