// The grading that commands ask for, apart from how it is done, so that tests can fix its results.

package import Course
package import Grading
package import Records

/// Grades works, all at one sandbox tier.
package struct GradingService: Sendable {
  /// The name of the sandbox tier.
  package var tier: String
  /// The last argument is called with what is known, as soon as it is.
  package var grade: Grade
  package var replay: @Sendable (ReplayToken, GradedWork) async throws -> ReplayResult
  /// The last argument is called when a work has been graded, twice for each.
  package var check:
    @Sendable (Exercise, GradingOptions, _ graded: @escaping @Sendable () -> Void) async throws -> ExerciseCheck

  package typealias Grade =
    @Sendable (GradedWork, GradingOptions, _ progress: @escaping @Sendable (GradingProgress) -> Void) async throws ->
    ExerciseResult

  package init(
    tier: String,
    grade: @escaping Grade,
    replay: @escaping @Sendable (ReplayToken, GradedWork) async throws -> ReplayResult,
    check: @escaping @Sendable (Exercise, GradingOptions, @escaping @Sendable () -> Void) async throws -> ExerciseCheck
  ) {
    self.tier = tier
    self.grade = grade
    self.replay = replay
    self.check = check
  }

  /// Opens the service for a course; the flag is that of `--allow-unsandboxed`.
  package typealias Opener = @Sendable (Course, _ allowsUnsandboxed: Bool) async throws -> GradingService
}
