// Reads the known keys of a mapping and reports the others.

/// A mapping being decoded. Every key asked for counts as known.
package final class MappingReader {
  /// The mapping itself, for faults that concern all of it.
  package let value: Value
  private let entries: [String: Node.Entry]
  private var known: [String] = []

  /// Nil if the node is not a mapping.
  init?(_ value: Value) {
    guard case .mapping(let entries) = value.node.content else { return nil }
    self.value = value
    self.entries = Dictionary(entries.map { ($0.key.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The value of a key that must be there; nil after a diagnostic.
  package func required<Result>(_ key: String, _ decoding: Decoding<Result>) -> Result? {
    known.append(key)
    guard let entry = entries[key] else {
      value.error("missing key `\(key)`")
      return nil
    }
    return decoding(value.with(entry.value))
  }

  /// The value of a key that may be absent or null; nil also after a diagnostic.
  package func optional<Result>(_ key: String, _ decoding: Decoding<Result>) -> Result? {
    known.append(key)
    guard let entry = entries[key] else { return nil }
    let entryValue = value.with(entry.value)
    return entryValue.isNull ? nil : decoding(entryValue)
  }

  /// The value of a key that may be absent or null; the default also after a diagnostic.
  package func optional<Result>(_ key: String, _ decoding: Decoding<Result>, default: Result) -> Result {
    optional(key, decoding) ?? `default`
  }

  /// Whether a key is there, even with null for a value.
  package func contains(_ key: String) -> Bool { entries[key] != nil }

  /// Where a key stands; where the mapping starts if it is absent.
  package func mark(of key: String) -> Mark { entries[key]?.key.mark ?? value.node.mark }

  func reportUnknownKeys() {
    let unused = known.filter { entries[$0] == nil }
    for entry in entries.values where !known.contains(entry.key.value) {
      let key = entry.key.value
      let shown = key.count > 40 ? key.prefix(39) + "…" : key[...]
      let hint = suggestion(for: key, among: unused) ?? suggestion(for: key, among: known)
      value.collector.error("unknown key `\(shown)`", at: entry.key.mark, in: value.file, hint: hint)
    }
  }
}
