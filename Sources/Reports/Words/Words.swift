// Looks up what the grader says, in the reader's language.

package import Records

/// The grader's own words in one language.
package struct Words: Sendable {
  package let language: TextLanguage
  /// What a reader types to call the grader, `{grade}` in the catalogues.
  package let program: String

  package init(_ language: TextLanguage, program: String = "grade") {
    self.language = language
    self.program = program
  }

  /// The text of a message with each `{name}` replaced by the argument of that name.
  package subscript(_ message: Message, _ arguments: KeyValuePairs<String, any CustomStringConvertible> = [:]) -> String
  {
    var text = (catalogue[message] ?? message.rawValue).replacing("{grade}", with: program)
    for (name, value) in arguments { text = text.replacing("{\(name)}", with: "\(value)") }
    return text
  }

  var catalogue: [Message: String] {
    switch language {
    case .english: englishWords
    case .simplifiedChinese: simplifiedChineseWords
    }
  }

  /// A whole number with its digits grouped by thousands.
  package func number(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var position = digits.count - 3
    while position > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: position))
      position -= 3
    }
    return value < 0 ? "-\(digits)" : digits
  }

  /// Where a place is, as a reader looks for it: `BoundedQueue.swift:17`.
  package func place(_ location: SourceLocation) -> String { "\(location.file):\(location.line)" }
}
