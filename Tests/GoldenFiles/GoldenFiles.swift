// Compares what is printed with what was recorded.

import Foundation

/// What differs between a text and its golden file, `Golden/NAME` beside the test; `nil` when nothing does.
///
/// With `WORKBOOK_RECORD_GOLDEN=1` in the environment the file is written instead, and the answer says so: a recording run
/// fails.
package func differenceFromGolden(_ text: String, _ name: String, test: String = #filePath) -> String? {
  let url = URL(filePath: test).deletingLastPathComponent().appending(components: "Golden", name)
  if ProcessInfo.processInfo.environment["WORKBOOK_RECORD_GOLDEN"] == "1" {
    do {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url, options: .atomic)
      return "recorded \(name)"
    } catch {
      return "could not record \(name): \(error)"
    }
  }
  guard let recorded = try? String(contentsOf: url, encoding: .utf8) else {
    return "there is no \(url.path); record it with WORKBOOK_RECORD_GOLDEN=1 and look at it. It would be:\n\(text)"
  }
  if recorded == text { return nil }
  let (old, new) = (
    recorded.split(separator: "\n", omittingEmptySubsequences: false),
    text.split(separator: "\n", omittingEmptySubsequences: false)
  )
  let line = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
  return """
    \(name) differs from line \(line + 1) on:
      recorded: \(old.indices.contains(line) ? old[line] : "(end)")
      now:      \(new.indices.contains(line) ? new[line] : "(end)")
    The whole text now:
    \(text)
    """
}
