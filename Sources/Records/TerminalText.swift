// Text that a terminal shows as what it is.

extension String {
  /// The text with control characters other than line breaks and tabs replaced, so that neither a file nor a program's output
  /// steers the terminal or is shown in another order than it has.
  package var withoutControls: String {
    guard unicodeScalars.contains(where: \.isUnwantedControl) else { return self }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars { result.append(scalar.isUnwantedControl ? "\u{FFFD}" : scalar) }
    return String(result)
  }
}

extension Unicode.Scalar {
  fileprivate var isUnwantedControl: Bool {
    switch value {
    // They turn what follows around: a name would read as another.
    case 0x202A...0x202E, 0x2066...0x2069: true
    default: properties.generalCategory == .control && self != "\n" && self != "\t"
    }
  }

  /// How many terminal cells the character takes, after the wide ranges of Unicode's East Asian Width (UAX #11).
  package var cells: Int {
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
