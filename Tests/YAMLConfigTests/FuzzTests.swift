import Records
import Testing
import YAMLConfig

/// SplitMix64: small, seeded, the same everywhere (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014).
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct FuzzTests {
  private static let valid = Array(
    """
    # A course
    title: {en: "Queue", zh-Hans: 队列}
    base: &base
      points: 12
      text: |
        Two lines
        of text.
    properties:
      - *base
      - points: 0x1F
        text: >-
          folded
        hidden: true
    ? key
    : 'it''s'
    empty:

    """.utf8)

  private static let fragments: [[UInt8]] =
    [
      "&a ", "*a", "*base", "<<: *base", "- ", "? ", ": ", "[", "]", "{", "}", "\"", "'", "|", ">", "#", "---\n",
      "...\n",
      "!!str ", "%YAML 1.2\n", "\t", "\n", "\r", "\0", "\u{2028}", "\u{FEFF}", "\u{1F600}", "~", "1e999", "@", "`", ",",
    ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80]]

  /// Decodes as deep as the file goes, asking for something different from what most values are.
  private static var decoding: Decoding<Int> {
    .mapping { map in
      _ = map.required("title", .entries(of: .text))
      _ = map.optional("base", item)
      _ = map.required("properties", .list(of: item))
      _ = map.optional("key", .string)
      _ = map.optional("empty", .boolean)
      return 1
    }
  }

  private static var item: Decoding<Int> {
    .mapping { map in
      _ = map.required("text", .text)
      _ = map.optional("hidden", .boolean)
      return map.required("points", .integer(in: 0...100))
    }
  }

  @Test func `the file that is mutated is valid`() {
    let result = decode(Self.valid, Self.decoding)
    #expect(result.value == 1)
    #expect(result.faults.isEmpty)
  }

  @Test(arguments: 0..<8) func `a mutated file decodes or is diagnosed, the same each time`(seed: Int) {
    var random = SplitMix64(state: UInt64(seed))
    for _ in 0..<500 {
      let bytes = Self.mutant(&random)
      let result = decode(bytes, Self.decoding)
      #expect(result.value != nil || !result.faults.isEmpty, "\(bytes)")
      #expect(decode(bytes, Self.decoding).faults == result.faults, "\(bytes)")
      // Every diagnostic points into the file.
      let collector = DiagnosticCollector()
      guard let file = SourceFile.decode(bytes, path: "f", into: collector) else { continue }
      _ = Self.decoding(file, collector: collector)
      for diagnostic in collector.diagnostics {
        let line = file.line(diagnostic.line)
        #expect(line != nil || diagnostic.line == Self.lineCount(file) + 1, "\(diagnostic) in \(bytes)")
        #expect((1...(line ?? "").unicodeScalars.count + 1).contains(diagnostic.column), "\(diagnostic) in \(bytes)")
      }
    }
  }

  private static func lineCount(_ file: SourceFile) -> Int {
    var count = 0
    while file.line(count + 1) != nil { count += 1 }
    return count
  }

  /// The valid file after one to eight edits: a byte changed, a stretch removed, repeated or moved, a fragment put in.
  private static func mutant(_ random: inout SplitMix64) -> [UInt8] {
    var bytes = valid
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      let start = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, start + Int.random(in: 0...20, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0 where start < bytes.count: bytes[start] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.removeSubrange(start..<end)
      case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
      case 3:
        let stretch = bytes[start..<end]
        bytes.removeSubrange(start..<end)
        bytes.insert(contentsOf: stretch, at: Int.random(in: 0...bytes.count, using: &random))
      default: bytes.insert(contentsOf: fragments.randomElement(using: &random)!, at: start)
      }
    }
    return bytes
  }
}
