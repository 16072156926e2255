// The property × mutant table of `grade check`.

package import Records

/// Draws what a check found: one column a property, one row a work.
package struct CheckTable {
  package var words: Words
  package var style: Style

  package init(words: Words, style: Style) {
    self.words = words
    self.style = style
  }

  /// The table and its problems as text, with a line break at its end.
  package func text(_ check: ExerciseCheck) -> String {
    let properties = check.solution.properties.map(\.property)
    let works = check.works
    let names = works.map { name($0.result.work) }
    let nameWidth = names.map(\.cells).max() ?? 0
    let columnWidth = String(properties.count).count + 1
    var lines = [style.bold(check.exercise)]
    let numbers = properties.indices.map { String($0 + 1).leftPadded(to: columnWidth) }.joined()
    lines.append("  " + "".padded(to: nameWidth) + " " + numbers)
    for (name, work) in zip(names, works) {
      let cells = properties.map { property in
        let verdict = work.result.properties.first { $0.property == property }?.verdict
        return "".padded(to: columnWidth - 1) + mark(verdict, isExpected: work.expected == property)
      }
      lines.append("  " + name.padded(to: nameWidth) + " " + cells.joined())
    }
    lines.append("")
    for (index, property) in properties.enumerated() {
      lines.append("  \(String(index + 1).leftPadded(to: columnWidth))  \(property)")
    }
    lines += ["", "  " + words[.checkLegend]]
    if check.isFair {
      lines.append("  " + style.green(words[.checkFair, ["count": words.number(check.mutants.count)]]))
    } else {
      lines += check.problems.map { "  " + style.red("✗ " + words.explain($0)) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func name(_ work: Work) -> String {
    if case .mutant(let name) = work { name } else { words.work(work) ?? "" }
  }

  private func mark(_ verdict: Verdict?, isExpected: Bool) -> String {
    switch verdict {
    case .passed: isExpected ? style.red("!") : style.dim("·")
    case .notGraded, .notBuilt, .tampered, nil: style.yellow("?")
    default: isExpected ? style.green("●") : "✗"
    }
  }
}
