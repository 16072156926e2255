// What the course says about an exercise, in the reader's language, as far as reports need it.

package import Records

/// An exercise in words.
package struct ExerciseDescription: Sendable {
  /// A property in words.
  package struct Property: Sendable {
    /// What must hold, as one sentence.
    package var text: String
    /// Shown with a counterexample.
    package var hint: String?
    /// Whether a student is told only the verdict.
    package var isHidden: Bool

    package init(text: String, hint: String? = nil, isHidden: Bool = false) {
      self.text = text
      self.hint = hint
      self.isHidden = isHidden
    }
  }

  package var title: String
  /// The name of the file a student edits.
  package var sourceFile: String
  package var properties: [String: Property]
  /// The options that led to the work and the course, ready to be typed again with a space in front; empty where the
  /// reader's own workspace was graded.
  package var places: String
  /// The text of a line of the graded work, for quoting; `nil` where it is not known.
  package var sourceLine: @Sendable (SourceLocation) -> String?

  package init(
    title: String, sourceFile: String, properties: [String: Property] = [:], places: String = "",
    sourceLine: @escaping @Sendable (SourceLocation) -> String? = { _ in nil }
  ) {
    self.title = title
    self.sourceFile = sourceFile
    self.properties = properties
    self.places = places
    self.sourceLine = sourceLine
  }
}

extension ExerciseResult {
  /// The result without the counterexamples of hidden properties, as a student may see it.
  package func concealing(_ description: ExerciseDescription) -> ExerciseResult {
    var result = self
    result.properties = properties.map { $0.concealing(description) }
    return result
  }
}

extension PropertyResult {
  /// The result without its counterexample when the property is hidden.
  package func concealing(_ description: ExerciseDescription) -> PropertyResult {
    guard description.properties[property]?.isHidden == true else { return self }
    var result = self
    result.remark = nil
    guard let failure, failure.outcome.verdict != .notBuilt else { return result }
    result.failure = FailureReport(outcome: Outcome(failure.outcome.verdict))
    return result
  }
}
