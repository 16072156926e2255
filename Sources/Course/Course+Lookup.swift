// Finds the exercise a person means.

internal import YAMLConfig

extension Course {
  /// The exercise with an identifier (`02-bounded-queue`), a number (`02`, `2`), a name (`bounded-queue`), or the only one
  /// whose identifier or name begins with the text.
  package func exercise(matching text: String) throws(LookupError) -> Exercise {
    let wanted = text.lowercased()
    if let exact = exercises.first(where: { $0.id == wanted }) { return exact }
    let tests: [(Exercise) -> Bool] = [
      { wanted.allSatisfy(\.isASCII) && Int(wanted) != nil && Int($0.number) == Int(wanted) },
      { $0.name == wanted },
      { !wanted.isEmpty && ($0.id.hasPrefix(wanted) || $0.name.hasPrefix(wanted)) },
    ]
    for test in tests {
      let found = exercises.filter(test)
      if found.count == 1 { return found[0] }
      if found.count > 1 { throw LookupError(text: text, candidates: found.map(\.id), suggestion: nil) }
    }
    let words = exercises.flatMap { [$0.id, String($0.name)] }
    throw LookupError(text: text, candidates: [], suggestion: closestMatch(to: wanted, among: words))
  }

  /// No exercise, or more than one, is meant by a text.
  package struct LookupError: Error, Hashable, CustomStringConvertible {
    package let text: String
    /// The exercises it may mean; empty if it means none.
    package let candidates: [Exercise.ID]
    package let suggestion: String?

    package var description: String {
      candidates.isEmpty ? "there is no exercise `\(text)`" : "`\(text)` may be any of several exercises"
    }

    package var hint: String {
      if !candidates.isEmpty { return "one of \(candidates.map { "`\($0)`" }.joined(separator: ", "))" }
      return suggestion.map { "did you mean `\($0)`?" } ?? "`grade list` shows all exercises"
    }
  }
}
