// One line on a terminal that says how far grading is, and is gone when it has ended.

import Reports

/// Shows how many of a number of things are finished. Without a terminal it says nothing.
struct ProgressLine: Sendable {
  private static let cells = 16

  private let console: Console
  private let title: String
  private let total: Int

  init(_ console: Console, title: String, total: Int) {
    self.console = console
    self.title = title
    self.total = total
    show(0)
  }

  /// Shows a count, with what else is worth knowing already.
  func show(_ count: Int, news: [String] = []) {
    guard console.errorIsTerminal else { return }
    let filled = total == 0 ? 0 : min(count, total) * Self.cells / total
    let bar = String(repeating: "━", count: filled) + String(repeating: "╌", count: Self.cells - filled)
    let text = (["\(bar) \(count)/\(total)", title] + news).joined(separator: "  ")
    // A line that wraps could not be taken away.
    console.log("\r\u{1B}[K" + text.truncated(to: console.width - 1))
  }

  /// Takes the line away.
  func clear() {
    if console.errorIsTerminal { console.log("\r\u{1B}[K") }
  }
}
