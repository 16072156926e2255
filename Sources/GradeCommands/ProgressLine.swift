// One line on a terminal that says how far grading is, and is gone when it has ended.

import Synchronization

/// Counts what is finished. Without a terminal it says nothing.
final class ProgressLine: Sendable {
  private let console: Console
  private let title: String
  private let total: Int
  private let finished = Mutex(0)

  init(_ console: Console, title: String, total: Int) {
    self.console = console
    self.title = title
    self.total = total
    show(0)
  }

  /// Counts one more.
  func advance() {
    // Shown under the lock, so that the count on the screen never goes back.
    finished.withLock { count in
      count += 1
      show(count)
    }
  }

  /// Takes the line away.
  func clear() {
    if console.errorIsTerminal { console.log("\r\u{1B}[K") }
  }

  private func show(_ count: Int) {
    if console.errorIsTerminal { console.log("\r\u{1B}[K\(title) \(count)/\(total)") }
  }
}
