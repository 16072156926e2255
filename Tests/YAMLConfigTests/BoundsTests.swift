import Foundation
import Records
import Testing

@testable import YAMLConfig

/// Files that no parser should accept, or not without end.
@Suite struct BoundsTests {
  @Test(arguments: ["", "\n\n", "# nothing but a comment\n"]) func `an empty file is an error`(text: String) {
    #expect(faults(text).hasPrefix("test.yml:1:1: error: the file is empty; expected a mapping"))
  }

  @Test func `a second document is an error where it starts`() {
    #expect(
      faults("a: 1\n---\nb: 2\n") == """
        test.yml:2:1: error: a second document starts here; a file holds one
          ---
          ^
        """)
    #expect(faults("---\na: 1\n...\n").isEmpty)
  }

  @Test func `invalid UTF-8 is reported at the byte`() {
    #expect(
      faults(Array("a: 1\nb: 队".utf8) + [0xFF, 0x41]) == """
        test.yml:2:5: error: byte 0xFF is not valid UTF-8
          b: 队
               ^
          hint: save the file in the UTF-8 encoding
        """)
    #expect(faults([0xFF, 0xFE, 0x61, 0x00]).hasPrefix("test.yml:1:1: error: byte 0xFF"))
    #expect(faults(Array("a".utf8) + [0xE9, 0x98]).hasPrefix("test.yml:1:2: error: byte 0xE9"))
    // A surrogate, an overlong form and a scalar past the last.
    for bytes: [UInt8] in [[0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80]] {
      #expect(faults(bytes).contains("is not valid UTF-8"))
    }
  }

  @Test func `a byte order mark at the start is skipped, elsewhere refused`() {
    #expect(faults([0xEF, 0xBB, 0xBF] + Array("a: 1".utf8)).isEmpty)
    #expect(faults("a: \u{FEFF}b").hasPrefix("test.yml:1:4: error: character U+FEFF is not allowed"))
  }

  @Test(arguments: [
    ("a: \u{0}b", "1:4", "U+0000"), ("a: 1\nb\u{1B}: 2", "2:2", "U+001B"), ("a: \u{85}", "1:4", "U+0085"),
    ("a: \u{2028}", "1:4", "U+2028"), ("a: \u{7F}", "1:4", "U+007F"),
  ]) func `a control character is an error where it stands`(text: String, place: String, code: String) {
    #expect(faults(text).hasPrefix("test.yml:\(place): error: character \(code) is not allowed"))
  }

  @Test func `every control character is reported, not just the first`() {
    #expect(faults("a: \u{1}\nb: \u{2}\n").components(separatedBy: "error:").count == 3)
  }

  @Test func `a tab in the indentation is an error, elsewhere it is not`() {
    #expect(
      faults("a:\n  b: 1\n\tc: 2\n") == """
        test.yml:3:1: error: a tab in the indentation; YAML takes spaces only
          \tc: 2
          ^
          hint: use spaces
        """)
    #expect(faults("a:\tb\t# comment\n").isEmpty)
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func `lines are counted the same with any line break`(lineBreak: String) {
    #expect(faults("a: 1\(lineBreak)b: 2\(lineBreak)a: 3").hasPrefix("test.yml:3:1: error: duplicate key `a`"))
  }

  @Test(arguments: [
    ("a: [1, 2", "did not find expected ',' or ']'"), ("a: 'b", "found unexpected end of stream"),
    ("a: b: c", "mapping values are not allowed"), ("a: %b", "found character that cannot start any token"),
    ("- a\nb: c", "did not find expected '-' indicator"), ("\"\\q\"", "found unknown escape character"),
    ("%YAML 3.0\n---\na", "found incompatible YAML document"),
  ]) func `a fault of syntax is reported in the parser's words`(text: String, message: String) {
    let faults = faults(text)
    #expect(faults.contains("error: \(message)"))
    #expect(faults.wholeMatch(of: /test\.yml:\d+:\d+: error: [^\n]*(\n[^\n]*){0,2}/) != nil)
  }

  @Test func `nesting past the bound is an error, up to it is not`() {
    let brackets = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
    #expect(faults(brackets(YAMLBounds.depth)).isEmpty)
    #expect(faults(brackets(YAMLBounds.depth + 1)).hasPrefix("test.yml:1:33: error: nested deeper than 32 levels"))
    #expect(faults(String(repeating: "[", count: 20_000)).contains("nested deeper than 32 levels"))
    #expect(faults(String(repeating: "- ", count: 20_000)).contains("nested deeper than 32 levels"))
    #expect(faults(String(repeating: "? ", count: 20_000)).contains("nested deeper than 32 levels"))
    #expect(faults(String(repeating: "{a: ", count: 20_000)).contains("nested deeper than 32 levels"))
  }

  @Test func `aliases cannot nest past the bound`() {
    let half = String(repeating: "[", count: 20) + String(repeating: "]", count: 20)
    let nested = String(repeating: "[", count: 15) + "*a" + String(repeating: "]", count: 15)
    #expect(faults("x: &a \(half)\ny: \(nested)").contains("2:19: error: alias `*a` nests deeper than 32 levels"))
  }

  @Test func `an alias bomb is an error where it passes the bound`() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...20 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(faults(bomb).hasPrefix("test.yml:4:45: error: alias `*a2` expands to more than 10000 nodes in all"))
  }

  @Test func `more nodes than the bound are an error`() {
    #expect(faults(String(repeating: "- a\n", count: 9_999)).isEmpty)
    #expect(
      faults(String(repeating: "- a\n", count: 10_000)).hasPrefix("test.yml:10000:3: error: more than 10000 nodes"))
  }

  @Test func `an alias inside what it names is an error`() {
    #expect(faults("a: &a [1, *a]").hasPrefix("test.yml:1:11: error: alias `*a` stands inside what it names"))
    #expect(faults("&a {k: &b [*a]}").hasPrefix("test.yml:1:12: error: alias `*a` stands inside what it names"))
  }

  @Test func `an alias without an anchor above it is an error`() {
    #expect(faults("a: *b\nb: &b 1").hasPrefix("test.yml:1:4: error: alias `*b` names no anchor above it"))
  }

  @Test func `an anchor may be set again`() {
    let list = Decoding<[Int]>.list(of: .integer(in: 0...9))
    #expect(decode("[&a 1, *a, &a 2, *a]", list).value == [1, 1, 2, 2])
  }

  @Test func `a file with very many faults shows the first hundred`() {
    let text = (0..<500).map { "- !tag \($0)\n" }.joined()
    #expect(faults(text).components(separatedBy: "tags are not supported").count == 101)
  }

  @Test func `only a regular file of bounded size is read`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "workbook-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func faults(reading url: URL) -> String {
      let collector = DiagnosticCollector()
      _ = SourceFile.read(url, path: "f.yml", byteLimit: 1024, into: collector)
      return collector.diagnostics.map(\.description).joined()
    }
    let file = folder.appending(component: "large")
    try Data(repeating: 0x61, count: 1025).write(to: file)
    #expect(faults(reading: file).contains("f.yml:1:1: error: the file is larger than 1 KiB"))
    try Data(repeating: 0x61, count: 1024).write(to: file)
    #expect(faults(reading: file).isEmpty)
    #expect(faults(reading: folder) == "f.yml:1:1: error: not a regular file")
    let pipe = folder.appending(component: "pipe")
    #expect(mkfifo(pipe.path, 0o600) == 0)
    #expect(faults(reading: pipe) == "f.yml:1:1: error: not a regular file")
    let absent = faults(reading: folder.appending(component: "absent"))
    #expect(absent == "f.yml:1:1: error: cannot open the file: No such file or directory")
  }
}
