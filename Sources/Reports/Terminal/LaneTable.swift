// Draws rows as lanes, one column a thread, in the width there is.

import Records

/// The lanes of an execution as lines of text.
struct LaneTable {
  var words: Words
  var threads: [String]
  /// Cells to draw in.
  var width: Int
  /// The file whose lines are shown without its name.
  var sourceFile: String
  /// The most rows drawn; the middle of a longer trace is left out.
  var rowLimit: Int
  /// Threads whose lanes matter most where not all fit.
  var preferred: Set<Int>

  private static let gap = 2
  private static let narrowestLane = 13

  func lines(_ steps: [LaneStep]) -> [String] {
    guard let last = steps.last else { return [] }
    let showsTime = steps.contains { $0.time != steps[0].time }
    let numberWidth = max(words[.laneStep].cells, String(last.number).count)
    let timeWidth = showsTime ? steps.reduce(words[.laneTime].cells) { max($0, seconds($1.time).count) } : 0
    let margin = numberWidth + Self.gap + (showsTime ? timeWidth + Self.gap : 0)
    let (lanes, left) = lanes(of: steps, capacity: (width - margin + Self.gap) / (Self.narrowestLane + Self.gap))
    let shown = steps.filter { lanes.contains($0.thread) }
    let widths = widths(of: lanes, steps: shown, available: width - margin)

    func line(_ number: String, _ time: String, _ cells: [(lane: Int, text: (Int) -> String)]) -> String {
      var line = number.leftPadded(to: numberWidth) + spaces(Self.gap)
      if showsTime { line += time.leftPadded(to: timeWidth) + spaces(Self.gap) }
      for (index, lane) in lanes.enumerated() {
        let text = cells.first { $0.lane == lane }?.text(widths[index]) ?? ""
        line += text.padded(to: widths[index]) + spaces(Self.gap)
      }
      return line.trimmingTrailingSpaces
    }

    var lines = [
      line(words[.laneStep], words[.laneTime], lanes.map { lane in (lane, { name(lane).truncated(to: $0) }) })
    ]
    let head = shown.count > rowLimit ? rowLimit / 4 : shown.count
    for (index, step) in shown.enumerated() {
      let tail = shown.count - (rowLimit - head)
      if shown.count > rowLimit, index >= head, index < tail {
        if index == head {
          let count = words.number(tail - head)
          lines.append("…".leftPadded(to: numberWidth) + spaces(Self.gap) + words[.laneRowsLeftOut, ["count": count]])
        }
        continue
      }
      lines.append(line(String(step.number), seconds(step.time), [(step.thread, { text(step, width: $0) })]))
    }
    if left > 0 { lines.append(words[.laneThreadsLeftOut, ["count": words.number(left)]]) }
    return lines
  }

  /// The threads that get a lane, in order of their numbers, and how many that took part get none.
  private func lanes(of steps: [LaneStep], capacity: Int) -> (lanes: [Int], left: Int) {
    // Those that take part latest, near the failure, matter most.
    var lastStep: [Int: Int] = [:]
    for (index, step) in steps.enumerated() { lastStep[step.thread] = index }
    let ranked = lastStep.keys.sorted {
      let (left, right) = (preferred.contains($0), preferred.contains($1))
      return left == right ? lastStep[$0]! > lastStep[$1]! : left
    }
    let kept = ranked.prefix(max(1, capacity)).sorted()
    return (kept, ranked.count - kept.count)
  }

  /// Each lane as wide as its widest text; where that is too much, the widest give way first.
  private func widths(of lanes: [Int], steps: [LaneStep], available: Int) -> [Int] {
    var widths = lanes.map { lane in
      steps.reduce(name(lane).cells) { $1.thread == lane ? max($0, text($1).cells) : $0 }
    }
    let room = available - Self.gap * (lanes.count - 1)
    while widths.reduce(0, +) > room, let widest = widths.max(), widest > 4 {
      widths[widths.lastIndex(of: widest)!] -= 1
    }
    return widths
  }

  private func name(_ thread: Int) -> String {
    threads.indices.contains(thread) ? threads[thread].withoutControls : words[.objectThread] + " \(thread)"
  }

  /// The action and its line in a width; where that is too narrow, the action is cut and the line stays.
  private func text(_ step: LaneStep, width: Int = .max) -> String {
    let action = step.actions.joined(separator: ", ").withoutControls
    guard let location = step.location else { return action.truncated(to: width) }
    let place = " \(location.file == sourceFile ? "" : location.file):\(location.line)"
    return action.truncated(to: max(1, width - place.cells)) + place.truncated(to: max(1, width - 1))
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  /// Virtual seconds, to the microsecond.
  private func seconds(_ time: UInt64) -> String {
    let micros = time / 1000
    var fraction = String(micros % 1_000_000)
    fraction = String(repeating: "0", count: 6 - fraction.count) + fraction
    while fraction.hasSuffix("0"), fraction.count > 1 { fraction.removeLast() }
    return "\(micros / 1_000_000).\(fraction) s"
  }
}

extension String {
  var trimmingTrailingSpaces: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
