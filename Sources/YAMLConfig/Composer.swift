// Builds the node tree from events, within bounds.

/// What a YAML file may hold at most.
package enum YAMLBounds {
  package static let bytes = 256 * 1024
  package static let depth = 32
  /// Nodes once aliases are expanded; what bounds an alias bomb.
  package static let nodes = 10_000
}

extension Node {
  /// The root of the one document of a YAML file, or nil after a diagnostic that leaves nothing to decode.
  ///
  /// Faults that leave the tree meaningful (a duplicate key, a tag) are reported and the tree is still returned, so that
  /// decoding can report its own.
  package static func compose(_ file: SourceFile, into collector: DiagnosticCollector) -> Node? {
    guard file.checkCharacters(into: collector) else { return nil }
    // The empty string has no bytes to point at.
    var text = file.text + "\n"
    return text.withUTF8 { bytes in
      var composer = Composer(events: EventReader(bytes), file: file, collector: collector)
      do throws(SyntaxError) {
        return try composer.document()
      } catch {
        collector.error(error.message, at: error.mark, in: file)
        return nil
      }
    }
  }
}

private struct Composer {
  let events: EventReader
  let file: SourceFile
  let collector: DiagnosticCollector
  /// Finished anchored nodes; nil while the node is still being read.
  private var anchors: [String: Node?] = [:]
  private var total = 0

  init(events: EventReader, file: SourceFile, collector: DiagnosticCollector) {
    self.events = events
    self.file = file
    self.collector = collector
  }

  mutating func document() throws(SyntaxError) -> Node {
    _ = try events.next()
    let start = try events.next()
    guard case .documentStart = start.kind else {
      throw SyntaxError(message: "the file is empty; expected a mapping", mark: .start)
    }
    let root = try node(events.next(), depth: 1)
    _ = try events.next()
    let end = try events.next()
    guard case .streamEnd = end.kind else {
      throw SyntaxError(message: "a second document starts here; a file holds one", mark: end.mark)
    }
    return root
  }

  private mutating func node(_ event: Event, depth: Int) throws(SyntaxError) -> Node {
    guard depth <= YAMLBounds.depth else {
      throw SyntaxError(message: "nested deeper than \(YAMLBounds.depth) levels", mark: event.mark)
    }
    switch event.kind {
    case .alias(let name): return try alias(name, at: event.mark, depth: depth)
    case .scalar(let scalar, let properties):
      try begin(properties, at: event.mark)
      return finish(Node(scalar, at: event.mark), properties)
    case .sequenceStart(let properties):
      try begin(properties, at: event.mark)
      return finish(try sequence(at: event.mark, depth: depth), properties)
    case .mappingStart(let properties):
      try begin(properties, at: event.mark)
      return finish(try mapping(at: event.mark, depth: depth), properties)
    default:
      throw SyntaxError(message: "expected a value", mark: event.mark)
    }
  }

  private mutating func sequence(at mark: Mark, depth: Int) throws(SyntaxError) -> Node {
    var items: [Node] = []
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind { return Node(items, at: mark) }
      items.append(try node(event, depth: depth + 1))
    }
  }

  private mutating func mapping(at mark: Mark, depth: Int) throws(SyntaxError) -> Node {
    var entries: [Node.Entry] = []
    var lineOfKey: [String: Int] = [:]
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind { return Node(entries, at: mark) }
      let keyNode = try node(event, depth: depth + 1)
      let value = try node(events.next(), depth: depth + 1)
      guard let key = key(keyNode, at: event.mark) else { continue }
      if let line = lineOfKey[key] {
        collector.error("duplicate key `\(key)`; it is first on line \(line)", at: event.mark, in: file)
      } else {
        lineOfKey[key] = event.mark.line
        entries.append(Node.Entry(key: Located(key, at: event.mark), value: value))
      }
    }
  }

  private func key(_ node: Node, at mark: Mark) -> String? {
    guard case .scalar(let scalar) = node.content else {
      collector.error("a key must be a string, not a list or a mapping", at: mark, in: file)
      return nil
    }
    if scalar.value == .null {
      collector.error("a key must be a string, not null", at: mark, in: file)
      return nil
    }
    if scalar.isPlain, scalar.text == "<<" {
      collector.error("merge keys are not supported", at: mark, in: file, hint: "write the keys out")
      return nil
    }
    return scalar.text
  }

  private mutating func alias(_ name: String, at mark: Mark, depth: Int) throws(SyntaxError) -> Node {
    switch anchors[name] {
    case nil: throw SyntaxError(message: "alias `*\(name)` names no anchor above it", mark: mark)
    case .some(nil): throw SyntaxError(message: "alias `*\(name)` stands inside what it names", mark: mark)
    case .some(.some(let node)):
      guard depth + node.height - 1 <= YAMLBounds.depth else {
        throw SyntaxError(message: "alias `*\(name)` nests deeper than \(YAMLBounds.depth) levels", mark: mark)
      }
      total += node.size
      guard total <= YAMLBounds.nodes else {
        throw SyntaxError(message: "alias `*\(name)` expands to more than \(YAMLBounds.nodes) nodes in all", mark: mark)
      }
      return node
    }
  }

  private mutating func begin(_ properties: Event.Properties, at mark: Mark) throws(SyntaxError) {
    total += 1
    guard total <= YAMLBounds.nodes else {
      throw SyntaxError(message: "more than \(YAMLBounds.nodes) nodes", mark: mark)
    }
    if properties.hasTag {
      collector.error("tags are not supported", at: mark, in: file, hint: "remove the word that begins with `!`")
    }
    if let anchor = properties.anchor { anchors.updateValue(nil, forKey: anchor) }
  }

  private mutating func finish(_ node: Node, _ properties: Event.Properties) -> Node {
    if let anchor = properties.anchor { anchors[anchor] = .some(node) }
    return node
  }
}
