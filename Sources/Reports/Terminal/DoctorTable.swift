// What `grade doctor` found out about the machine.

/// One thing that grading needs.
package struct DoctorFinding: Hashable, Sendable {
  package enum State: Hashable, Sendable {
    case good
    /// Grading works, with less than there could be.
    case limited
    /// Grading does not work.
    case missing
  }

  package var subject: Message
  package var state: State
  /// What was found, as the thing names itself.
  package var detail: String
  /// What to do about it.
  package var remedy: String?

  package init(_ subject: Message, _ state: State, _ detail: String, remedy: String? = nil) {
    self.subject = subject
    self.state = state
    self.detail = detail
    self.remedy = remedy
  }
}

/// Draws findings, one a line, each problem followed by its remedy.
package struct DoctorTable {
  package var words: Words
  package var style: Style
  package var width: Int

  package init(words: Words, style: Style, width: Int) {
    self.words = words
    self.style = style
    self.width = width
  }

  package func text(_ findings: [DoctorFinding]) -> String {
    let nameWidth = findings.map { words[$0.subject].cells }.max() ?? 0
    var lines: [String] = []
    for finding in findings {
      let mark =
        switch finding.state {
        case .good: style.green("✓")
        case .limited: style.yellow("!")
        case .missing: style.red("✗")
        }
      let indent = nameWidth + 4
      let room = max(20, width - indent)
      for (index, line) in finding.detail.withoutControls.wrapped(to: room).enumerated() {
        let head = index == 0 ? "\(mark) \(words[finding.subject].padded(to: nameWidth))  " : spaces(indent)
        lines.append((head + line).trimmingTrailingSpaces)
      }
      if let remedy = finding.remedy {
        let text = words[.doctorRemedy, ["text": remedy]].withoutControls
        lines += text.wrapped(to: room).map { spaces(indent) + $0 }
      }
    }
    let missing = findings.count { $0.state == .missing }
    lines += ["", missing == 0 ? style.green(words[.doctorReady]) : words[.doctorNotReady, ["count": missing]]]
    return lines.joined(separator: "\n") + "\n"
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
