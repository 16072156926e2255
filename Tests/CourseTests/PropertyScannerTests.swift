import Testing
import YAMLConfig

@testable import Course

@Suite struct PropertyScannerTests {
  private func identifiers(_ text: String) -> [String] { PropertyScanner(text).identifiers.map(\.value) }

  @Test func `each call's identifier is found at its place`() {
    let scanner = PropertyScanner(
      "let p = [\n  Property(\"a\") { _ in },\n  Workbook.Property( \n \"b-c\", body: f),\n]")
    #expect(
      scanner.identifiers == [
        Located("a", at: Mark(line: 2, column: 12)), Located("b-c", at: Mark(line: 4, column: 2)),
      ])
    #expect(scanner.unreadable.isEmpty)
  }

  @Test(arguments: [
    "// Property(\"x\")", "/* Property(\"x\") */", "/* /* */ Property(\"x\") */", "/// Property(\"x\")\r\n",
    #"let s = "Property(\"x\")""#, "let s = \"\"\"\n  Property(\"x\")\n  \"\"\"", ##"let s = #"Property("x")"#"##,
    "MyProperty(\"x\")", "Property2(\"x\")", "_Property(\"x\")", "let p: Property", "[Property]()",
    "/* never closed Property(\"x\")",
  ]) func `what only looks like a call is not one`(text: String) {
    #expect(PropertyScanner(text).identifiers.isEmpty)
    #expect(PropertyScanner(text).unreadable.isEmpty)
  }

  @Test(arguments: [
    "let s = \"a // b\"", #"let s = "\"""#, #"let s = "\\""#, "let s = \"\\(f(\"a\", \"/*\"))\"", "let s = #\"\\\"#",
    "let s = #\"\"#", "let s = \"\"", "let s = \"\"\"\n  \" \"\" \\\"\"\"\n  \"\"\"", "let s = \"\\(\")\")\"",
    "let s = #\"\\#(g(\"x\"))\"#", "/* a */ // b /*", "let s = \"not closed", "#if DEBUG\n#endif", "let c = a / b",
  ]) func `a call after a literal or a comment is found`(text: String) {
    #expect(identifiers(text + "\nProperty(\"x\")") == ["x"])
  }

  @Test(arguments: [
    "Property(name)", "Property(\"a\\(b)\")", "Property(#\"a\"#)", "Property(\"\"\"\na\n\"\"\")", "Property(",
    "Property()",
  ]) func `an identifier that is not a plain literal is told apart`(text: String) {
    #expect(PropertyScanner(text).identifiers.isEmpty)
    #expect(PropertyScanner(text).unreadable.count == 1)
  }

  @Test func `interpolations nested without end do no harm`() {
    let scanner = PropertyScanner("Property(\"a\")\n" + String(repeating: "\"\\(", count: 20_000))
    #expect(scanner.identifiers.map(\.value) == ["a"])
  }

  @Test func `a call inside another's arguments is found too`() {
    #expect(identifiers("all([Property(\"a\") { e in e.expect(x, \"\\(y)\") }, Property(\"b\")])") == ["a", "b"])
  }
}
