// Reads object files and libraries, which hostile code may have shaped: every offset is checked.

internal import Foundation

/// A 64-bit little-endian file (Tool Interface Standard, «ELF Specification» 1.2, and its 64-bit version).
struct ELFFile {
  private let bytes: Data

  /// `nil` when the bytes are no such file.
  init?(_ bytes: Data) {
    guard bytes.starts(with: [0x7f, UInt8(ascii: "E"), UInt8(ascii: "L"), UInt8(ascii: "F"), 2, 1]) else { return nil }
    self.bytes = bytes
  }

  /// `ET_REL` is 1, `ET_DYN` 3.
  var type: Int? { number(UInt16.self, at: 16) }

  /// The entries of the first dynamic section, by tag; `nil` when there is none.
  var dynamicEntries: [Int: Int]? {
    guard let headers = table(at: 32, sizes: 54),
      let dynamic = headers.first(where: { number(UInt32.self, at: $0) == 2 }),
      let start = number(UInt64.self, at: dynamic + 8), let size = number(UInt64.self, at: dynamic + 32),
      start <= bytes.count, size <= bytes.count
    else { return nil }
    var values: [Int: Int] = [:]
    for entry in stride(from: start, to: start + size, by: 16) {
      guard let tag = number(Int64.self, at: entry), let value = number(UInt64.self, at: entry + 8), tag != 0
      else { break }
      values[tag] = value
    }
    return values
  }

  /// A name that other files of a link see.
  struct Symbol: Hashable {
    var name: String
    var isDefined: Bool
    /// Whether another file's definition may take its place.
    var isWeak: Bool
  }

  /// All but the local symbols of an object; `nil` when it has no symbol table.
  var symbols: [Symbol]? {
    guard let sections = table(at: 40, sizes: 58),
      let table = sections.first(where: { number(UInt32.self, at: $0 + 4) == 2 }),
      let start = number(UInt64.self, at: table + 24), let size = number(UInt64.self, at: table + 32),
      let texts = number(UInt32.self, at: table + 40), sections.indices.contains(texts),
      let names = number(UInt64.self, at: sections[texts] + 24), start <= bytes.count, size <= bytes.count
    else { return nil }
    return stride(from: start, to: start + size, by: 24).compactMap { entry in
      guard let info = number(UInt8.self, at: entry + 4), info >> 4 != 0, let name = number(UInt32.self, at: entry),
        let section = number(UInt16.self, at: entry + 6)
      else { return nil }
      return Symbol(name: text(at: names + name), isDefined: section != 0, isWeak: info >> 4 == 2)
    }
  }

  /// The offsets of a table's entries: of the segments' or the sections' headers.
  ///
  /// - Parameters:
  ///   - place: where the table's offset stands.
  ///   - sizes: where the size of an entry stands, and their number after it.
  private func table(at place: Int, sizes: Int) -> [Int]? {
    guard let start = number(UInt64.self, at: place), let size = number(UInt16.self, at: sizes),
      let count = number(UInt16.self, at: sizes + 2)
    else { return nil }
    return (0..<count).map { start &+ $0 * size }
  }

  private func number<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<Number>.size else { return nil }
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Number.self) }
    return Int(exactly: Number(littleEndian: value))
  }

  private func text(at offset: Int) -> String {
    guard bytes.indices.contains(offset) else { return "" }
    return String(decoding: bytes[offset...].prefix { $0 != 0 }, as: UTF8.self)
  }
}
