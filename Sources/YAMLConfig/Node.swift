// The tree of a YAML document, every node with its place.

/// A node of a YAML document. Aliases share the storage of what they name.
package struct Node: Sendable {
  package enum Content: Sendable {
    case scalar(Scalar)
    case sequence([Node])
    case mapping([Entry])
  }

  /// A key of a mapping and its value; a mapping keeps its entries in the order of the file.
  package struct Entry: Sendable {
    package let key: Located<String>
    package let value: Node
  }

  package let content: Content
  package let mark: Mark
  /// Nodes in this subtree once aliases are expanded, itself included.
  let size: Int
  /// Levels of this subtree once aliases are expanded, itself included.
  let height: Int

  init(_ scalar: Scalar, at mark: Mark) {
    (content, self.mark, size, height) = (.scalar(scalar), mark, 1, 1)
  }

  init(_ items: [Node], at mark: Mark) {
    (content, self.mark) = (.sequence(items), mark)
    size = items.reduce(1) { $0 + $1.size }
    height = 1 + (items.map(\.height).max() ?? 0)
  }

  init(_ entries: [Entry], at mark: Mark) {
    (content, self.mark) = (.mapping(entries), mark)
    size = entries.reduce(1) { $0 + 1 + $1.value.size }
    height = 1 + (entries.map(\.value.height).max() ?? 0)
  }
}

/// A scalar as written.
package struct Scalar: Hashable, Sendable {
  package let text: String
  /// Whether it stands without quotes and not in a block; only a plain scalar can be anything but a string.
  package let isPlain: Bool

  /// What a scalar stands for.
  package enum Value: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// Nil where the number does not fit.
    case integer(Int?)
    case float
    case string(String)
  }

  /// The value by the core schema of YAML 1.2.2, section 10.3.2.
  package var value: Value {
    guard isPlain else { return .string(text) }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN":
      return .float
    default: break
    }
    let digits = text.hasPrefix("+") || text.hasPrefix("-") ? text.dropFirst() : text[...]
    if !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return .integer(Int(text)) }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] where text.hasPrefix(prefix) {
      let digits = text.dropFirst(2)
      let isNumber = !digits.isEmpty && digits.allSatisfy { $0.isASCII && Int(String($0), radix: radix) != nil }
      return isNumber ? .integer(Int(digits, radix: radix)) : .string(text)
    }
    // `Double` also takes words and hexadecimal fractions, which the schema does not.
    let isDecimal = text.utf8.allSatisfy { "0123456789.+-eE".utf8.contains($0) } && Double(text) != nil
    return isDecimal ? .float : .string(text)
  }
}
