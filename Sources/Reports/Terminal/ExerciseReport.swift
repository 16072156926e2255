// One exercise's report, written as far as its results are known.

package import Records

/// Writes an exercise's report piece by piece. What is written does not depend on the order in which properties are
/// judged: each waits for those before it.
package struct ExerciseReport {
  private let report: TerminalReport
  private let description: ExerciseDescription
  /// In the manifest's order.
  private let properties: [String]
  /// What is written of the exercise: its build, once it succeeded, and its first properties.
  private var written: ExerciseResult
  private var hasHeading = false
  /// Judged, while one before is not.
  private var waiting: [String: PropertyResult] = [:]

  /// - Parameter exercise: what is graded; its build and properties are not looked at.
  package init(
    _ report: TerminalReport, _ exercise: ExerciseResult, properties: [String], _ description: ExerciseDescription
  ) {
    self.report = report
    self.description = description
    self.properties = properties
    written = exercise
    written.properties = []
  }

  /// Writes the heading of a work that was built. Without a build everything is written by ``end(_:)``.
  package mutating func built(_ build: BuildResult) {
    guard build.status == .built, !hasHeading else { return }
    hasHeading = true
    written.build = build
    report.writeHeading(written, description)
  }

  /// Writes a property once every one before it is written.
  package mutating func judged(_ property: PropertyResult) {
    waiting[property.property] = property
    while hasHeading, written.properties.count < properties.count,
      let next = waiting.removeValue(forKey: properties[written.properties.count])
    {
      report.write(next, of: written, nameWidth: properties.reduce(0) { max($0, $1.cells) }, description)
      written.properties.append(next)
    }
  }

  /// Whether a property is written.
  package func shows(_ property: String) -> Bool { written.properties.contains { $0.property == property } }

  /// Writes what is not written yet.
  package mutating func end(_ exercise: ExerciseResult) {
    built(exercise.build)
    if hasHeading {
      for property in exercise.properties where !shows(property.property) { judged(property) }
    } else {
      report.writeUnbuilt(exercise, description)
    }
    report.writeSummary(exercise)
  }
}
