// Decodes YAML given as text, for the tests of this module.

import Records
import YAMLConfig

/// What decoding a text gives: the value, and all that was found wrong, as shown.
func decode<Result>(_ yaml: String, _ decoding: Decoding<Result>) -> (value: Result?, faults: String) {
  decode(Array(yaml.utf8), decoding)
}

func decode<Result>(_ bytes: [UInt8], _ decoding: Decoding<Result>) -> (value: Result?, faults: String) {
  let collector = DiagnosticCollector()
  let file = SourceFile.decode(bytes, path: "test.yml", into: collector)
  let value = file.flatMap { decoding($0, collector: collector) }
  return (value, DiagnosticsError(collector.diagnostics).description)
}

/// The faults of a text of which any value would do.
func faults(_ yaml: String) -> String { decode(yaml, .anything).faults }

func faults(_ bytes: [UInt8]) -> String { decode(bytes, .anything).faults }

extension Decoding<Bool> {
  static var anything: Decoding { Decoding { _ in true } }
}
