// Draws what the doctor found: a line for each thing, each problem followed by what to do about it.

internal import Records

package struct DoctorText {
  package var words: Words
  package var style: Style
  package var width: Int

  package init(words: Words, style: Style, width: Int) {
    self.words = words
    self.style = style
    self.width = width
  }

  package func text(_ report: DoctorReport) -> String {
    let subjects = report.findings.map { words[$0.subject.message] } + [words[.doctorSandbox]]
    let column = 2 + (subjects.map(\.cells).max() ?? 0) + 2
    var lines: [String] = []
    for finding in report.findings {
      let detail = finding.version.map { words[.doctorTool, ["version": $0, "place": finding.detail]] }
      lines += entry(finding.state, finding.subject.message, detail ?? finding.detail, column)
      if let remedy = finding.remedy { lines += indented(words[.doctorRemedy, ["text": remedy]], by: column) }
    }
    if let isolation = report.isolation { lines += self.lines(isolation, column) }
    lines += limits(report)
    lines += [
      "", report.missing == 0 ? style.green(words[.doctorReady]) : words[.doctorNotReady, ["count": report.missing]],
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private func entry(
    _ state: DoctorFinding.State, _ subject: Message, _ detail: String, _ column: Int
  ) -> [String] {
    let mark =
      switch state {
      case .good: style.green("✓")
      case .limited: style.yellow("!")
      case .missing: style.red("✗")
      }
    let head = "\(mark) \(words[subject].padded(to: column - 4))  "
    return indented(detail, by: column).enumerated().map { index, line in
      index == 0 ? (head + line.dropFirst(column)).trimmingTrailingSpaces : line
    }
  }

  private func lines(_ isolation: IsolationFinding, _ column: Int) -> [String] {
    let measure = words[isolation.memory == "cgroup" ? .doctorMemoryCounted : .doctorMemoryPolled]
    let detail =
      isolation.demanded.map { words[.doctorTierDemanded, ["tier": isolation.tier, "demanded": $0]] }
      ?? isolation.tier
    var lines = entry(isolation.state, .doctorSandbox, detail + words[.doctorClause, ["text": measure]], column)
    for (message, isStopped) in [(Message.doctorStopped, true), (.doctorNotStopped, false)] {
      let names = isolation.attempts.filter { $0.isStopped == isStopped }.map { words.launcher($0.name) }
      if !names.isEmpty {
        lines += indented(words[message, ["names": names.joined(separator: words[.listSeparator])]], by: column)
      }
    }
    for missing in isolation.missing {
      lines += indented(words[.doctorTierMissing, ["tier": missing.tier, "reason": missing.reason]], by: column)
      for remedy in missing.remedies {
        lines += indented(words[.doctorRemedy, ["text": words[remedy.text]]], by: column + 2)
        // Never broken: it is copied.
        if let command = remedy.command { lines.append(spaces(column + 4) + command) }
      }
    }
    if isolation.state == .missing { lines += indented(words[.doctorTooWeak], by: column) }
    return lines
  }

  private func limits(_ report: DoctorReport) -> [String] {
    var rows: [(name: String, settings: [LimitsFinding.Setting])] = []
    for limits in report.limits {
      guard let owner = limits.owner else {
        rows += [(words[.doctorExecution], limits.execution), (words[.doctorBuild], limits.build)]
        continue
      }
      rows.append((owner, limits.execution + limits.build))
    }
    rows.append((words[.doctorFixed], report.fixedLimits))
    let column = 4 + (rows.map(\.name.cells).max() ?? 0)
    var lines = ["", words[.doctorLimits]]
    for row in rows {
      let text = row.settings.map { "\($0.key) \($0.value)" }.joined(separator: words[.listSeparator])
      for (index, line) in indented(text, by: column).enumerated() {
        lines.append(index == 0 ? "  \(row.name.padded(to: column - 4))  \(line.dropFirst(column))" : line)
      }
    }
    return lines
  }

  private func indented(_ text: String, by indent: Int) -> [String] {
    text.withoutControls.wrapped(to: max(20, width - indent)).map { spaces(indent) + $0 }
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}

extension DoctorFinding.Subject {
  fileprivate var message: Message {
    switch self {
    case .swift: .doctorSwift
    case .python: .doctorPython
    case .helpers: .doctorHelpers
    case .cache: .doctorCache
    }
  }
}
