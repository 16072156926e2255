// Colour, where the reader's terminal shows it. No report needs it to be understood.

/// How text is marked for emphasis.
package struct Style: Sendable {
  package let isColoured: Bool

  package init(isColoured: Bool) {
    self.isColoured = isColoured
  }

  /// Colour only on a terminal, and not where `NO_COLOR` is set (no-color.org) or the terminal is dumb.
  package init(isTerminal: Bool, environment: [String: String]) {
    isColoured = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }

  package func bold(_ text: String) -> String { marked(text, "1") }
  package func dim(_ text: String) -> String { marked(text, "2") }
  package func red(_ text: String) -> String { marked(text, "31") }
  package func green(_ text: String) -> String { marked(text, "32") }
  package func yellow(_ text: String) -> String { marked(text, "33") }

  private func marked(_ text: String, _ code: String) -> String {
    isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
