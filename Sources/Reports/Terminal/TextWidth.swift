// How wide text is on a terminal, and text made to fit.

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

  /// The text with control characters other than line breaks and tabs replaced, so that no program's output steers the
  /// terminal or is shown in another order than it has.
  package var withoutControls: String {
    guard unicodeScalars.contains(where: \.isUnwantedControl) else { return self }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars { result.append(scalar.isUnwantedControl ? "\u{FFFD}" : scalar) }
    return String(result)
  }
}

extension Character {
  /// Terminal cells taken.
  var cells: Int { unicodeScalars.map(\.cells).max() ?? 0 }
}

extension Unicode.Scalar {
  fileprivate var isUnwantedControl: Bool {
    switch value {
    // They turn what follows around: a name would read as another.
    case 0x202A...0x202E, 0x2066...0x2069: true
    default: properties.generalCategory == .control && self != "\n" && self != "\t"
    }
  }

  fileprivate var cells: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
