// How a node becomes a Swift value; faults are collected, not thrown.

/// A node together with the file it is from and where faults go.
package struct Value {
  package let node: Node
  package let file: SourceFile
  package let collector: DiagnosticCollector

  package init(_ node: Node, in file: SourceFile, collector: DiagnosticCollector) {
    self.node = node
    self.file = file
    self.collector = collector
  }

  /// Reports an error at this node.
  package func error(_ message: String, hint: String? = nil) {
    collector.error(message, at: node.mark, in: file, hint: hint)
  }

  /// The same context around another node.
  func with(_ other: Node) -> Value { Value(other, in: file, collector: collector) }

  /// Reports that something else was expected here.
  package func mismatch(expected: String, hint: String? = nil) {
    error("expected \(expected), found \(summary)", hint: hint)
  }

  /// What stands here, in a few words.
  private var summary: String {
    guard case .scalar(let scalar) = node.content else {
      if case .sequence = node.content { return "a list" }
      return "a mapping"
    }
    let text = scalar.text.count > 40 ? scalar.text.prefix(39) + "…" : scalar.text[...]
    switch scalar.value {
    case .null: return "null"
    case .boolean: return "boolean `\(text)`"
    case .integer: return "integer `\(text)`"
    case .float: return "number `\(text)`"
    case .string: return text.isEmpty ? "an empty string" : "string `\(text)`"
    }
  }

  var isNull: Bool {
    if case .scalar(let scalar) = node.content { return scalar.value == .null }
    return false
  }
}

/// A way to turn a node into a value: nil after at least one diagnostic.
///
///     let title = map.required("title", .string)
///     let ports = map.optional("ports", .list(of: .integer(in: 1...65535)), default: [])
package struct Decoding<Result> {
  let decode: (Value) -> Result?

  package init(_ decode: @escaping (Value) -> Result?) { self.decode = decode }

  package func callAsFunction(_ value: Value) -> Result? { decode(value) }
}

extension Decoding {
  /// The value with the place it was written at.
  package var located: Decoding<Located<Result>> {
    Decoding<Located<Result>> { value in self(value).map { Located($0, at: value.node.mark) } }
  }

  /// The value if it passes a check; otherwise an error that says what was expected.
  package func satisfying(_ expected: String, hint: String? = nil, _ isValid: @escaping (Result) -> Bool) -> Decoding {
    Decoding { value in
      guard let result = self(value) else { return nil }
      if isValid(result) { return result }
      value.mismatch(expected: expected, hint: hint)
      return nil
    }
  }
}

extension Decoding<String> {
  /// A string, perhaps empty.
  package static var string: Decoding {
    Decoding { value in
      if case .scalar(let scalar) = value.node.content {
        switch scalar.value {
        case .string(let string): return string
        case .null: break
        case .boolean, .integer, .float:
          value.mismatch(expected: "a string", hint: "quote it: \"\(scalar.text)\"")
          return nil
        }
      }
      value.mismatch(expected: "a string")
      return nil
    }
  }

  /// A string with something other than white space in it.
  package static var text: Decoding {
    string.satisfying("a string that is not empty") { $0.contains { !$0.isWhitespace } }
  }
}

extension Decoding<Bool> {
  /// `true` or `false`.
  package static var boolean: Decoding {
    Decoding { value in
      if case .scalar(let scalar) = value.node.content {
        switch (scalar.value, scalar.text.lowercased()) {
        case (.boolean(let boolean), _): return boolean
        case (.string, "yes"), (.string, "on"):
          value.mismatch(expected: "`true` or `false`", hint: "write `true`")
          return nil
        case (.string, "no"), (.string, "off"):
          value.mismatch(expected: "`true` or `false`", hint: "write `false`")
          return nil
        default: break
        }
      }
      value.mismatch(expected: "`true` or `false`")
      return nil
    }
  }
}

extension Decoding<Int> {
  /// An integer within bounds.
  package static func integer(in range: ClosedRange<Int>) -> Decoding {
    Decoding { value in
      let expected = "an integer from \(range.lowerBound) to \(range.upperBound)"
      if case .scalar(let scalar) = value.node.content {
        if case .integer(let integer) = scalar.value {
          if let integer, range.contains(integer) { return integer }
          value.mismatch(expected: expected)
          return nil
        }
        if !scalar.isPlain, Int(scalar.text) != nil {
          value.mismatch(expected: expected, hint: "without quotes")
          return nil
        }
      }
      value.mismatch(expected: expected)
      return nil
    }
  }
}

extension Decoding where Result: RawRepresentable<String> & CaseIterable {
  /// One of an enumeration's words.
  package static var choice: Decoding { choice(of: Array(Result.allCases)) }
}

extension Decoding where Result: RawRepresentable<String> {
  /// One of the words that stand for the given values.
  package static func choice(of values: [Result]) -> Decoding {
    Decoding { value in
      let words = values.map(\.rawValue)
      let expected = "one of \(words.map { "`\($0)`" }.joined(separator: ", "))"
      if case .scalar(let scalar) = value.node.content {
        if let result = values.first(where: { $0.rawValue == scalar.text }) { return result }
        let match = closestMatch(to: scalar.text, among: words)
        value.mismatch(expected: expected, hint: match.map { "did you mean `\($0)`?" })
      } else {
        value.mismatch(expected: expected)
      }
      return nil
    }
  }
}

extension Decoding {
  /// A list; nil if any of its items is faulty, after all of them were looked at.
  package static func list<Element>(of element: Decoding<Element>) -> Decoding where Result == [Element] {
    Decoding { value in
      guard case .sequence(let items) = value.node.content else {
        value.mismatch(expected: "a list")
        return nil
      }
      let decoded = items.map { element(value.with($0)) }
      let elements = decoded.compactMap { $0 }
      return elements.count == decoded.count ? elements : nil
    }
  }

  /// A list of different items, at least one, each with its place.
  package static func set<Element: Hashable>(of element: Decoding<Element>) -> Decoding
  where Result == [Located<Element>] {
    Decoding { value in
      guard let items = Decoding.list(of: element.located)(value) else { return nil }
      if items.isEmpty {
        value.error("expected a list with at least one item, found an empty one")
        return nil
      }
      var seen: Set<Element> = []
      for item in items where !seen.insert(item.value).inserted {
        value.collector.error("listed twice", at: item.mark, in: value.file)
      }
      return seen.count == items.count ? items : nil
    }
  }

  /// A mapping whose keys are names of the author's choosing, in the order of the file; nil if any value is faulty.
  package static func entries<Element>(
    of element: Decoding<Element>
  ) -> Decoding where Result == [(key: Located<String>, value: Element)] {
    Decoding { value in
      guard case .mapping(let entries) = value.node.content else {
        value.mismatch(expected: "a mapping")
        return nil
      }
      let decoded = entries.map { entry in element(value.with(entry.value)).map { (key: entry.key, value: $0) } }
      let elements = decoded.compactMap { $0 }
      return elements.count == decoded.count ? elements : nil
    }
  }

  /// A mapping with known keys, read by `body`; keys it does not ask for are reported as unknown.
  package static func mapping(_ body: @escaping (MappingReader) -> Result?) -> Decoding {
    Decoding { value in
      guard let reader = MappingReader(value) else {
        value.mismatch(expected: "a mapping")
        return nil
      }
      let result = body(reader)
      reader.reportUnknownKeys()
      return result
    }
  }
}

extension Decoding {
  /// Reads a file and decodes its document; nil after at least one diagnostic, though a value may come with diagnostics too.
  package func callAsFunction(_ file: SourceFile, collector: DiagnosticCollector) -> Result? {
    guard let root = Node.compose(file, into: collector) else { return nil }
    return self(Value(root, in: file, collector: collector))
  }
}
