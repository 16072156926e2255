// Refuses source text that would reach the loader past the checks of what was built.

enum SourceCheck {
  /// What makes a student's file unfit to be compiled; `nil` when it is fit.
  ///
  /// `@section` places data in a section of one's choice. The loader and the Swift runtime read some of them, such as
  /// `.dynamic`, `.init_array` and `swift5_replace`, when a library is opened: in the process that runs nothing of the
  /// student's. The attribute is looked for in comments and texts too, where nobody needs it either.
  static func objection(to source: String) -> String? {
    // Spaces and comments may stand behind the `@`.
    let attribute = /@(?:\s|\/\*(?s:.)*?\*\/|\/\/[^\n]*\n)*`?_?section\b/
    if let match = source.firstMatch(of: attribute) {
      return "`@section` in line \(line(of: match.startIndex, in: source)) would place data where it is read before "
        + "anything of the exercise may run"
    }
    if let match = source.firstRange(of: "#sourceLocation") {
      return "`#sourceLocation` in line \(line(of: match.lowerBound, in: source)) would have messages name other places"
    }
    return nil
  }

  private static func line(of index: String.Index, in source: String) -> Int {
    source[..<index].count { $0.isNewline } + 1
  }
}
