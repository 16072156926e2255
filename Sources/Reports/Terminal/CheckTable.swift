// The property × mutant table of `grade check`.

import Records

/// Draws what a check found: one column a property, one row a work.
package struct CheckTable {
  package var words: Words
  package var style: Style

  package init(words: Words, style: Style) {
    self.words = words
    self.style = style
  }

  /// The table and its problems as text, with a line break at its end.
  package func text(_ check: CheckReport) -> String {
    let names = check.rows.map(name)
    let nameWidth = names.map(\.cells).max() ?? 0
    let columnWidth = String(check.properties.count).count + 1
    var lines = [style.bold(check.exercise)]
    let numbers = check.properties.indices.map { String($0 + 1).leftPadded(to: columnWidth) }.joined()
    lines.append("  " + String(repeating: " ", count: nameWidth) + " " + numbers)
    for (name, row) in zip(names, check.rows) {
      let cells = check.properties.enumerated().map { index, property in
        let verdict = row.verdicts.indices.contains(index) ? row.verdicts[index] : nil
        let mark = mark(verdict, isExpected: row.expected == property)
        return String(repeating: " ", count: columnWidth - 1) + mark
      }
      lines.append("  " + name.padded(to: nameWidth) + " " + cells.joined())
    }
    lines.append("")
    for (index, property) in check.properties.enumerated() {
      lines.append("  \(String(index + 1).leftPadded(to: columnWidth))  \(property)")
    }
    lines += ["", "  " + words[.checkLegend]]
    if check.problems.isEmpty {
      let mutants = check.rows.count { $0.expected != nil }
      lines.append("  " + style.green(words[.checkFair, ["count": words.number(mutants)]]))
    } else {
      lines += check.problems.map { "  " + style.red("✗ " + $0.withoutControls) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func name(_ row: CheckReport.Row) -> String {
    if case .mutant(let name) = row.work { name } else { words.work(row.work) ?? "" }
  }

  private func mark(_ verdict: Verdict?, isExpected: Bool) -> String {
    switch verdict {
    case .passed: isExpected ? style.red("!") : style.dim("·")
    case .notGraded, .notBuilt, nil: style.yellow("?")
    default: isExpected ? style.green("●") : "✗"
    }
  }
}
