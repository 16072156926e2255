// Builds, explores, judges and scores.

internal import Course
internal import Exploration
package import Records

/// What a run may change of a course's settings.
package struct GradingOptions: Hashable, Sendable {
  /// Instead of the budget's.
  package var seed: UInt64?
  /// Schedules for each property, instead of the budget's.
  package var schedules: Int?
  /// Schedules for single properties, instead of either.
  package var schedulesOfProperty: [String: Int] = [:]
  /// Whether the compiler's warnings are shown.
  package var showsWarnings = false

  package init(seed: UInt64? = nil, schedules: Int? = nil, showsWarnings: Bool = false) {
    self.seed = seed
    self.schedules = schedules
    self.showsWarnings = showsWarnings
  }
}

/// What is known so far, in the order it becomes known: the order of properties differs from run to run.
package enum GradingProgress: Hashable, Sendable {
  case built(BuildResult)
  case judged(PropertyResult)
}

/// Grades works.
///
/// Results depend on the work, the exercise, the seed and the budget: not on the number of workers, nor on how quick
/// they are.
package struct Grader: Sendable {
  package let builder: SwiftBuilder
  /// The cores that properties are explored on, one worker each.
  package let cores: [Int]

  /// - Parameter cores: at least one.
  package init(builder: SwiftBuilder, cores: [Int] = Machine.cores) {
    precondition(!cores.isEmpty, "grading needs a core")
    self.builder = builder
    self.cores = cores
  }

  /// Grades a work.
  ///
  /// - Parameter progress: called from any thread, one call at a time for each property.
  /// - Throws: ``GradingError`` when there can be no result.
  package func grade(
    _ work: GradedWork, options: GradingOptions = GradingOptions(),
    progress: @escaping @Sendable (GradingProgress) -> Void = { _ in }
  ) async throws -> ExerciseResult {
    let inputs = try BuildInputs(work)
    let outcome = try await build(inputs, of: work, warnings: options.showsWarnings)
    var build = outcome.result
    var judged: [PropertyResult]
    switch outcome {
    case .failed:
      if build.interfaceDiffers || build.limitExceeded, work.work == .submission {
        try await requireBuildingStub(of: work.exercise)
      }
      progress(.built(build))
      judged = work.unexplored(build.status == .notGraded ? .notGraded : .notBuilt)
    case .built(let library):
      let run = ExerciseRun(work: work, inputs: inputs, library: library, grader: self, options: options)
      do {
        judged = try await run.explore(progress: progress)
      } catch let refusal as ExerciseRun.LibraryRefused {
        build.status = .failed
        build.diagnostics += "\(work.shownPath): error: the built library cannot be opened: \(refusal.reason)"
        progress(.built(build))
        judged = work.unexplored(.notBuilt)
      }
    }
    return ExerciseResult(
      exercise: work.exercise.id, language: Language.swift.rawValue, work: work.work, build: build,
      properties: judged)
  }

  /// Runs the execution that a token names, on the work as it is now.
  ///
  /// - Throws: ``GradingError`` when the property does not exist or the work does not build.
  package func replay(_ token: ReplayToken, on work: GradedWork) async throws -> ReplayResult {
    guard work.exercise.properties.contains(where: { $0.id == token.property }) else {
      throw GradingError.noProperty(
        token.property, exercise: work.exercise.id, known: work.exercise.properties.map(\.id))
    }
    let inputs = try BuildInputs(work)
    guard case .built(let library) = try await build(inputs, of: work, warnings: false) else {
      throw GradingError.doesNotBuild(path: work.shownPath, exercise: work.exercise.id, fault: work.fault)
    }
    let run = ExerciseRun(work: work, inputs: inputs, library: library, grader: self, options: GradingOptions())
    return ReplayResult(
      exercise: work.exercise.id, property: token.property, sourceMatches: token.fingerprint == inputs.fingerprint,
      execution: try await run.replay(token))
  }

  /// Errors in the given files alone, and limits met, are the student's where the course's own stub builds; else they are
  /// the course's.
  private func requireBuildingStub(of exercise: Exercise) async throws {
    let stub = GradedWork.stub(exercise)
    guard case .failed(let result) = try await build(try BuildInputs(stub), of: stub, warnings: false),
      result.status == .failed
    else { return }
    throw result.limitExceeded
      ? GradingError.stubExceedsLimits(exercise: exercise.id) : .stubDoesNotBuild(exercise: exercise.id)
  }

  func build(
    _ inputs: BuildInputs, of work: GradedWork, warnings: Bool
  ) async throws -> SwiftBuilder.Outcome {
    try await builder.build(
      inputs, limits: work.exercise.limits.build,
      names: [inputs.source.name: work.shownPath], warnings: warnings)
  }
}

extension GradedWork {
  /// Every property with the same verdict, when nothing could be run.
  fileprivate func unexplored(_ verdict: Verdict) -> [PropertyResult] {
    exercise.properties.map {
      PropertyResult(property: $0.id, verdict: verdict, points: 0, maxPoints: $0.points, schedules: 0, budget: 0)
    }
  }
}
