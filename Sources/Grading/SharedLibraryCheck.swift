// Refuses a library that would run code when it is opened.

internal import Foundation

/// Looks at the dynamic section of a library (Tool Interface Standard, «ELF Specification» 1.2, and its 64-bit version).
///
/// The host opens libraries before it forks, so nothing of a student's may run then. An ordinary build has Swift's
/// registration of the image, and the memory hooks' constructor in each object.
enum SharedLibraryCheck {
  /// What makes a library, linked from so many objects, unfit to be opened; `nil` when it is fit.
  static func objection(to library: Data, objects: Int) -> String? {
    guard let dynamic = dynamicSection(of: library) else { return "it is no shared library of this machine" }
    for (tag, name) in [(12, "DT_INIT"), (13, "DT_FINI"), (28, "DT_FINI_ARRAY"), (33, "DT_PREINIT_ARRAY")]
    where dynamic[tag, default: 0] != 0 {
      return "it has code that runs when it is opened or closed (`\(name)`)"
    }
    let count = dynamic[27, default: 0] / 8
    let ordinary = 1 + objects
    if count != ordinary {
      return "it has \(count) initialisers where an ordinary build has \(ordinary): code that runs when it is opened"
    }
    return nil
  }

  /// Values by tag; `nil` when the bytes are not a 64-bit little-endian ELF shared object.
  private static func dynamicSection(of library: Data) -> [Int: Int]? {
    func number<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> Int? {
      guard offset >= 0, offset <= library.count - MemoryLayout<Number>.size else { return nil }
      let value = library.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Number.self) }
      return Int(exactly: Number(littleEndian: value))
    }
    guard library.starts(with: [0x7f, UInt8(ascii: "E"), UInt8(ascii: "L"), UInt8(ascii: "F"), 2, 1]),
      number(UInt16.self, at: 16) == 3, let headers = number(UInt64.self, at: 32),
      let headerSize = number(UInt16.self, at: 54), let headerCount = number(UInt16.self, at: 56)
    else { return nil }
    for header in (0..<headerCount).map({ headers &+ $0 * headerSize }) where number(UInt32.self, at: header) == 2 {
      guard let start = number(UInt64.self, at: header + 8), let size = number(UInt64.self, at: header + 32),
        start <= library.count, size <= library.count
      else { return nil }
      var values: [Int: Int] = [:]
      for entry in stride(from: start, to: start + size, by: 16) {
        guard let tag = number(Int64.self, at: entry), let value = number(UInt64.self, at: entry + 8), tag != 0
        else { break }
        values[tag] = value
      }
      return values
    }
    return nil
  }
}
