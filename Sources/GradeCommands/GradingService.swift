// The grading that commands ask for, apart from how it is done, so that tests can fix its results.

package import Course
package import Records
package import Reports

/// One implementation to be graded.
package struct GradingRequest: Sendable {
  package var course: Course
  package var exercise: Exercise
  package var language: Language
  package var work: Work
  /// The file's path, as the compiler's messages should name it.
  package var path: String
  /// The file's text.
  package var source: String
  package var options: GradingOptions
}

/// What the command line changes in the course's settings; `nil` leaves them.
package struct GradingOptions: Hashable, Sendable {
  package var seed: UInt64?
  package var schedules: Int?
  package var allowUnsandboxed = false
  /// Whether the compiler's warnings are wanted.
  package var warnings = false

  package init() {}
}

/// What grading gave, with what a run says of all its exercises.
package struct Graded: Sendable {
  package var result: ExerciseResult
  /// The sandbox tier that was used, and the seed.
  package var tier: String
  package var seed: UInt64
  /// Set when a replayed token was printed for another version of the work.
  package var sourceChanged: Bool

  package init(result: ExerciseResult, tier: String, seed: UInt64, sourceChanged: Bool = false) {
    self.result = result
    self.tier = tier
    self.seed = seed
    self.sourceChanged = sourceChanged
  }
}

/// Grades, replays, checks and probes.
package struct GradingService: Sendable {
  package var grade: @Sendable (GradingRequest) async throws -> Graded
  /// Runs one execution again; the result has that property only.
  package var replay: @Sendable (GradingRequest, _ token: ReplayToken) async throws -> Graded
  package var check: @Sendable (Course, Exercise, GradingOptions) async throws -> CheckReport
  package var probe: @Sendable () async -> [DoctorFinding]

  package init(
    grade: @escaping @Sendable (GradingRequest) async throws -> Graded,
    replay: @escaping @Sendable (GradingRequest, _ token: ReplayToken) async throws -> Graded,
    check: @escaping @Sendable (Course, Exercise, GradingOptions) async throws -> CheckReport,
    probe: @escaping @Sendable () async -> [DoctorFinding]
  ) {
    self.grade = grade
    self.replay = replay
    self.check = check
    self.probe = probe
  }

  /// The service of the running command.
  @TaskLocal package static var current: GradingService = .live
}
