// What an author's check of one exercise found: which work fails which property, and whether that is fair.

package import Records

/// The fairness of one exercise.
package struct CheckReport: Hashable, Sendable {
  /// One graded work.
  package struct Row: Hashable, Sendable {
    package var work: Work
    /// Verdicts in the order of ``CheckReport/properties``; empty when the work was not built.
    package var verdicts: [Verdict]
    /// The property that must catch a mutant.
    package var expected: String?

    package init(work: Work, verdicts: [Verdict], expected: String? = nil) {
      self.work = work
      self.verdicts = verdicts
      self.expected = expected
    }
  }

  package var exercise: String
  package var properties: [String]
  package var rows: [Row]
  /// What is unfair, one sentence each; empty when nothing is.
  package var problems: [String]

  package init(exercise: String, properties: [String], rows: [Row], problems: [String]) {
    self.exercise = exercise
    self.properties = properties
    self.rows = rows
    self.problems = problems
  }
}
