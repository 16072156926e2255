// The grading that commands ask for, apart from how it is done, so that tests can fix its results.

package import Course
package import Grading
package import Records

/// Grades works, all at one sandbox tier.
package struct GradingService: Sendable {
  package var isolation: Isolation
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
    isolation: Isolation,
    grade: @escaping Grade,
    replay: @escaping @Sendable (ReplayToken, GradedWork) async throws -> ReplayResult,
    check: @escaping @Sendable (Exercise, GradingOptions, @escaping @Sendable () -> Void) async throws -> ExerciseCheck
  ) {
    self.isolation = isolation
    self.grade = grade
    self.replay = replay
    self.check = check
  }

  /// Opens the service for a course, on a machine that has the least tier, or on any.
  package typealias Opener = @Sendable (Course, _ least: SandboxTier?) async throws -> GradingService
}
