// The machine-readable report. `docs/json.md` describes every field.

internal import Foundation
package import Records

/// Writes results as JSON: sorted keys, and the same bytes for the same results but for the fields named `time`.
package struct JSONReport {
  /// Raised when a field changes its meaning or goes away; new fields leave it as it is.
  package static let version = 1

  package var words: Words

  package init(words: Words) {
    self.words = words
  }

  /// The report of a run, with a line break at its end.
  package func report(_ run: RunResult) throws -> String {
    try encode(RunDocument(run, words: words))
  }

  /// The report of an author's check, with a line break at its end.
  package func report(_ check: CheckResult) throws -> String {
    try encode(CheckDocument(check, words: words))
  }

  /// The report of a program's exploration, with a line break at its end.
  package func report(_ result: ProgramResult) throws -> String {
    try encode(ProgramDocument(result, words: words))
  }

  /// The report of one execution of a program, with a line break at its end.
  package func report(_ replay: ProgramReplay) throws -> String {
    try encode(ProgramReplayDocument(replay, words: words))
  }

  /// The report on the machine, with a line break at its end.
  package func report(_ report: DoctorReport) throws -> String {
    try encode(DoctorDocument(report, words: words))
  }

  private func encode(_ document: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
  }
}
