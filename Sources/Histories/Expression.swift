// Reads calls and models as properties write them.

/// A name with arguments: `put(1, timeout: 2)`, `count`.
struct Expression: Hashable {
  var name: String
  /// Arguments without a label, in order.
  var arguments: [String] = []
  /// Arguments with one.
  var labelled: [String: String] = [:]

  /// `nil` when the text is no such thing.
  init?(_ text: String) {
    guard let open = text.firstIndex(of: "(") else {
      name = text
      if !name.isIdentifier { return nil }
      return
    }
    name = String(text[..<open])
    guard name.isIdentifier, text.last == ")" else { return nil }
    let inside = text[text.index(after: open)...].dropLast()
    guard !inside.isEmpty else { return }
    for part in Self.parts(of: inside) {
      if let colon = part.firstRange(of: ": "), String(part[..<colon.lowerBound]).isIdentifier {
        labelled[String(part[..<colon.lowerBound])] = String(part[colon.upperBound...])
      } else {
        arguments.append(String(part))
      }
    }
  }

  /// What stands between commas that are in no brackets and no quotes.
  private static func parts(of text: Substring) -> [Substring] {
    var parts: [Substring] = []
    var (start, depth, isQuoted) = (text.startIndex, 0, false)
    for index in text.indices {
      switch text[index] {
      case "\"": isQuoted.toggle()
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "," where depth == 0 && !isQuoted:
        parts.append(text[start..<index])
        start = text.index(after: index)
        if start < text.endIndex, text[start] == " " { start = text.index(after: start) }
      default: break
      }
    }
    return parts + [text[start...]]
  }

  /// Whether it has these numbers of arguments and no labels but these.
  func has(_ counts: ClosedRange<Int>, labels: Set<String> = []) -> Bool {
    counts.contains(arguments.count) && labels.isSuperset(of: labelled.keys)
  }
}

extension String {
  fileprivate var isIdentifier: Bool {
    !isEmpty && unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
  }
}
