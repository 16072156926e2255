// Columns of text, each as wide as its widest cell.

/// Lays out rows of cells.
package struct TextTable {
  package var rows: [[String]]

  package init(_ rows: [[String]] = []) {
    self.rows = rows
  }

  /// The rows with two spaces between columns and none at the ends of lines, each indented.
  package func lines(indent: Int = 2) -> [String] {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.cells)
      }
    }
    return rows.map { row in
      let cells = zip(row, widths).map { $0.padded(to: $1) }
      return (String(repeating: " ", count: indent) + cells.joined(separator: "  ")).trimmingTrailingSpaces
    }
  }
}
