// Draws a history that no order explains: a row an operation, from its call to its return.

import Records

struct HistoryTimeline {
  private static let gap = 2
  private static let rowLimit = 24
  private static let widestBars = 48

  var words: Words
  var threads: [String]
  /// Cells to draw in.
  var width: Int

  func lines(_ history: HistoryViolation) -> [String] {
    let shown = Array(history.operations.enumerated().suffix(Self.rowLimit))
    let names = shown.map { name($0.element.thread) }
    let calls = shown.map { $0.element.call.withoutControls }
    let replies = shown.map { index, operation in
      index == history.inexplicable ? "\(reply(operation)) \(words[.historyInexplicable])" : reply(operation)
    }
    let (nameWidth, callWidth) = (names.map(\.cells).max() ?? 0, calls.map(\.cells).max() ?? 0)
    let replyWidth = replies.map(\.cells).max() ?? 0
    let room = width - 2 - nameWidth - callWidth - replyWidth - 3 * Self.gap
    let bars = bars(shown.map(\.element), width: min(max(room, 12), Self.widestBars))

    var lines = [words[.historyHeading]]
    if shown.count < history.operations.count {
      lines.append("  " + words[.historyRowsLeftOut, ["count": history.operations.count - shown.count]])
    }
    let gap = String(repeating: " ", count: Self.gap)
    for row in shown.indices {
      let head = "  " + names[row].padded(to: nameWidth) + gap + calls[row].padded(to: callWidth)
      lines.append((head + gap + bars[row] + gap + replies[row]).truncated(to: width).trimmingTrailingSpaces)
    }
    return lines
  }

  /// Bars over moments, not steps: what lies between two calls or returns takes no more room than it needs.
  private func bars(_ operations: [HistoryOperation], width: Int) -> [String] {
    let moments = Set(operations.flatMap { [$0.invoked, $0.responded].compactMap { $0 } }).sorted()
    let positions = Dictionary(uniqueKeysWithValues: moments.enumerated().map { ($0.element, $0.offset) })
    // Each moment has its column while there is room; then neighbours share one.
    let scale = min(2.0, Double(width - 1) / Double(max(1, moments.count)))
    let end = Int(Double(moments.count) * scale)
    return operations.map { operation in
      let from = Int(Double(positions[operation.invoked]!) * scale)
      let to = operation.responded.map { Int(Double(positions[$0]!) * scale) } ?? end
      var bar = String(repeating: " ", count: from) + "├"
      if to > from + 1 { bar += String(repeating: "─", count: to - from - 1) }
      bar += operation.responded == nil ? "╌" : to > from ? "┤" : ""
      return bar.padded(to: end + 1)
    }
  }

  private func reply(_ operation: HistoryOperation) -> String {
    switch operation.reply {
    case .returned(""): "✓"
    case .returned(let value): "→ \(value.withoutControls)"
    case .threw(let error): "✗ \(error.withoutControls)"
    case nil: words[.historyRunning]
    }
  }

  private func name(_ thread: Int) -> String {
    threads.indices.contains(thread) ? threads[thread].withoutControls : "\(words[.objectThread]) \(thread)"
  }
}
