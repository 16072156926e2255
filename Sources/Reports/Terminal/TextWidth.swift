// How wide text is on a terminal, and text made to fit.

internal import Records

extension String {
  /// Terminal cells taken: 2 for the wide characters of Unicode's East Asian Width (UAX #11), 0 for combining marks.
  var cells: Int { reduce(0) { $0 + $1.cells } }

  /// The text followed by spaces up to a width in cells.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - cells))
  }

  /// Spaces up to a width in cells followed by the text.
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - cells)) + self
  }

  /// The text cut to a width in cells; a cut is shown by `…`.
  package func truncated(to width: Int) -> String {
    guard cells > width else { return self }
    var result = ""
    var used = 0
    for character in self {
      guard used + character.cells <= width - 1 else { break }
      result.append(character)
      used += character.cells
    }
    return result + "…"
  }

  /// The text in lines of at most a width in cells: broken at spaces and, within longer words, anywhere between wide
  /// characters or where the width ends.
  func wrapped(to width: Int) -> [String] {
    split(separator: "\n", omittingEmptySubsequences: false).flatMap { Self.wrap($0, to: max(width, 2)) }
  }

  private static func wrap(_ line: Substring, to width: Int) -> [String] {
    var lines: [String] = []
    var current = ""
    for (index, word) in line.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      var separator = index == 0 ? "" : " "
      for unit in units(of: word) {
        // Closing punctuation does not begin a line; it may stand past the margin.
        let staysBehind = unit.count == 1 && "，。；：、！？）」』》".contains(unit)
        if current.cells + separator.count + unit.cells <= width || staysBehind {
          current += separator + unit
        } else {
          if !current.isEmpty { lines.append(current) }
          current = ""
          for character in unit {
            if current.cells + character.cells > width {
              lines.append(current)
              current = ""
            }
            current.append(character)
          }
        }
        separator = ""
      }
    }
    return lines + [current]
  }

  /// A word's pieces that no line break parts: wide characters one by one, and what stands between them.
  private static func units(of word: Substring) -> [String] {
    var units: [String] = []
    var lastIsNarrow = false
    for character in word {
      let isNarrow = character.cells < 2
      if isNarrow, lastIsNarrow {
        units[units.count - 1].append(character)
      } else {
        units.append(String(character))
      }
      lastIsNarrow = isNarrow
    }
    return units.isEmpty ? [""] : units
  }
}

extension Character {
  /// Terminal cells taken.
  var cells: Int { unicodeScalars.map(\.cells).max() ?? 0 }
}
