import Foundation
import Testing
import YAMLConfig

private enum Colour: String, CaseIterable { case red, green }

private struct Shape: Equatable {
  var name: String
  var sides: Int
  var colour: Colour
  var isFilled: Bool
  var tags: [String]

  static var decoding: Decoding<Shape> {
    .mapping { map in
      let name = map.required("name", .text)
      let sides = map.required("sides", .integer(in: 3...100))
      let colour = map.optional("colour", Decoding<Colour>.choice, default: .red)
      let isFilled = map.optional("filled", .boolean, default: false)
      let tags = map.optional("tags", .list(of: .text), default: [])
      guard let name, let sides else { return nil }
      return Shape(name: name, sides: sides, colour: colour, isFilled: isFilled, tags: tags)
    }
  }
}

@Suite struct DecodingTests {
  @Test func `a whole mapping decodes, defaults included`() {
    let full = decode("name: box\nsides: 4\ncolour: green\nfilled: true\ntags: [a, 'b']\n", Shape.decoding)
    #expect(full.value == Shape(name: "box", sides: 4, colour: .green, isFilled: true, tags: ["a", "b"]))
    #expect(full.faults.isEmpty)
    let least = decode("{name: box, sides: 4, tags: }", Shape.decoding)
    #expect(least.value == Shape(name: "box", sides: 4, colour: .red, isFilled: false, tags: []))
    #expect(least.faults.isEmpty)
  }

  @Test func `every fault is reported at once, sorted, each with its line`() {
    let text = """
      nam: box
      sides: 2
      colour: gren
      filled: yes
      sides: 5
      tags:
        - a
        - 12
        - [b]
      """
    let result = decode(text, Shape.decoding)
    #expect(result.value == nil)
    #expect(
      result.faults == """
        test.yml:1:1: error: missing key `name`
          nam: box
          ^
        test.yml:1:1: error: unknown key `nam`
          nam: box
          ^
          hint: did you mean `name`?
        test.yml:2:8: error: expected an integer from 3 to 100, found integer `2`
          sides: 2
                 ^
        test.yml:3:9: error: expected one of `red`, `green`, found string `gren`
          colour: gren
                  ^
          hint: did you mean `green`?
        test.yml:4:9: error: expected `true` or `false`, found string `yes`
          filled: yes
                  ^
          hint: write `true`
        test.yml:5:1: error: duplicate key `sides`; it is first on line 2
          sides: 5
          ^
        test.yml:8:5: error: expected a string, found integer `12`
            - 12
              ^
          hint: quote it: "12"
        test.yml:9:5: error: expected a string, found a list
            - [b]
              ^
        """)
  }

  @Test(arguments: [
    ("99999999999999999999", "integer `99999999999999999999`"), ("-1", "integer `-1`"), ("1.5", "number `1.5`"),
    ("four", "string `four`"), ("", "null"), ("[]", "a list"), ("{}", "a mapping"), ("true", "boolean `true`"),
  ]) func `what is not a number in range is named as what it is`(text: String, found: String) {
    let result = decode("name: a\nsides: \(text)\n", Shape.decoding)
    #expect(result.value == nil)
    #expect(result.faults.contains("error: expected an integer from 3 to 100, found \(found)\n"))
  }

  @Test func `a quoted number is a string, and the hint says so`() {
    #expect(decode("{name: a, sides: '4'}", Shape.decoding).faults.hasSuffix("hint: without quotes"))
  }

  @Test func `text of white space alone is not text`() {
    let result = decode("{name: \"  \", sides: 4}", Shape.decoding)
    #expect(result.faults.contains("1:8: error: expected a string that is not empty, found string `  `"))
  }

  @Test func `a key that is not a string is an error`() {
    #expect(faults("? [a]\n: 1").contains("1:3: error: a key must be a string, not a list or a mapping"))
    #expect(faults("{? : 1}").contains("error: a key must be a string, not null"))
    #expect(faults("a: &a {b: 1}\nc: {<<: *a}").contains("2:5: error: merge keys are not supported"))
  }

  @Test func `tags are refused`() {
    #expect(faults("a: !!python/object:os.system x").contains("1:4: error: tags are not supported"))
  }

  @Test func `a word that is nothing like a key gets the list of keys`() {
    let result = decode("{name: a, sides: 4, zzz: 1}", Shape.decoding)
    #expect(result.faults.hasSuffix("hint: known: `colour`, `filled`, `tags`"))
  }

  @Test func `an item listed twice or an empty set is an error`() {
    let set = Decoding<[Located<Colour>]>.set(of: .choice)
    #expect(decode("[red, green]", set).value?.map(\.value) == [.red, .green])
    #expect(decode("[red, green, red]", set).faults.contains("1:14: error: listed twice"))
    #expect(decode("[]", set).faults.contains("1:1: error: expected a list with at least one item"))
  }

  @Test func `an entry's position survives decoding`() throws {
    let decoding = Decoding<[(key: Located<String>, value: Located<Int>)]>.entries(
      of: Decoding<Int>.integer(in: 0...9).located)
    let entries = try #require(decode("# 队列\n队列: 1\nb:   2\n", decoding).value)
    #expect(
      entries.map(\.key) == [Located("队列", at: Mark(line: 2, column: 1)), Located("b", at: Mark(line: 3, column: 1))])
    #expect(entries.map(\.value.mark) == [Mark(line: 2, column: 5), Mark(line: 3, column: 6)])
  }

  @Test func `a fault in an aliased value is reported once, where it is written`() {
    let text = "a: &a {name: x, sides: 1}\nb: *a\n"
    let decoding = Decoding<[(key: Located<String>, value: Shape)]>.entries(of: Shape.decoding)
    #expect(decode(text, decoding).faults.components(separatedBy: "error:").count == 2)
  }
}
