import Testing
@testable import YAMLConfig

@Suite struct ScalarTests {
  @Test(arguments: [
    ("", Scalar.Value.null), ("~", .null), ("null", .null), ("NULL", .null), ("nULL", .string("nULL")),
    ("true", .boolean(true)), ("False", .boolean(false)), ("tRUE", .string("tRUE")),
    ("yes", .string("yes")), ("no", .string("no")), ("on", .string("on")), ("Off", .string("Off")), ("y", .string("y")),
    ("0", .integer(0)), ("-12", .integer(-12)), ("+7", .integer(7)), ("007", .integer(7)),
    ("0x1F", .integer(31)), ("0o17", .integer(15)), ("0xG", .string("0xG")), ("0x", .string("0x")),
    ("9223372036854775807", .integer(.max)), ("9223372036854775808", .integer(nil)),
    ("0xFFFFFFFFFFFFFFFFF", .integer(nil)),
    ("1_000", .string("1_000")), ("1.5", .float), ("1e3", .float), (".5", .float), ("5.", .float), ("-.inf", .float),
    (".nan", .float), ("0x1p3", .string("0x1p3")), ("inf", .string("inf")), ("-", .string("-")), (".", .string(".")),
    ("1.2.3", .string("1.2.3")), ("12:30", .string("12:30")), ("２", .string("２")),
  ]) func `a plain scalar has the type of YAML 1.2's core schema`(text: String, expected: Scalar.Value) {
    #expect(Scalar(text: text, isPlain: true).value == expected)
  }

  @Test(arguments: ["", "true", "12", "null", "1.5"]) func `a quoted scalar is always a string`(text: String) {
    #expect(Scalar(text: text, isPlain: false).value == .string(text))
  }
}
