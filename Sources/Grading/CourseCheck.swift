// Proves an exercise fair: its solution passes, its stub fails, its mutants are caught, and all of it twice.

package import Course
package import Records

/// Checks exercises.
package struct CourseCheck: Sendable {
  package let grader: Grader
  package var options: GradingOptions
  /// Schedules for the cells of the table that nothing depends on: the properties that need not catch a mutant.
  private let schedulesOfOtherCells = 100

  package init(grader: Grader, options: GradingOptions = GradingOptions()) {
    self.grader = grader
    self.options = options
  }

  /// What has been finished, for a progress line.
  package struct Progress: Hashable, Sendable {
    package var exercise: String
    package var work: Work
    /// 1 or 2.
    package var run: Int
  }

  /// Checks an exercise.
  ///
  /// - Throws: ``GradingError`` when there can be no result, as when there is no solution.
  package func check(
    _ exercise: Exercise, progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws -> ExerciseCheck {
    let works = try works(of: exercise)
    try await buildAll(works)
    var problems: [CheckProblem] = []
    var results: [ExerciseResult] = []
    for work in works {
      let runs = try await twice(work, progress: progress)
      results.append(runs.first)
      problems += self.problems(of: work, runs.first, runs.second)
    }
    let mutants = zip(exercise.solution?.mutants ?? [], results.dropFirst(2)).map {
      MutantCheck(name: $0.name, property: $0.property, result: $1)
    }
    return ExerciseCheck(
      exercise: exercise.id, solution: results[0], stub: results[1], mutants: mutants, problems: problems)
  }

  /// The solution, the stub, then the mutants.
  private func works(of exercise: Exercise) throws -> [GradedWork] {
    try [.solution(exercise), .stub(exercise)]
      + (exercise.solution?.mutants ?? []).map { try .mutant($0.name, of: exercise) }
  }

  /// Fills the cache on every core; what goes wrong is met again when the work is graded.
  private func buildAll(_ works: [GradedWork]) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      var rest = works[...]
      func addNext() {
        guard let work = rest.popFirst() else { return }
        group.addTask { _ = try await grader.build(BuildInputs(work), of: work, warnings: false) }
      }
      for _ in grader.cores { addNext() }
      while try await group.next() != nil { addNext() }
    }
  }

  private func twice(
    _ work: GradedWork, progress: @Sendable (Progress) -> Void
  ) async throws -> (first: ExerciseResult, second: ExerciseResult) {
    var options = options
    if case .mutant(let name) = work.work {
      let named = work.exercise.solution?.mutants.first { $0.name == name }?.property
      for property in work.exercise.properties where property.id != named {
        options.schedulesOfProperty[property.id] = min(
          schedulesOfOtherCells, options.schedules ?? work.exercise.budget.schedules)
      }
    }
    let first = try await grader.grade(work, options: options)
    progress(Progress(exercise: work.exercise.id, work: work.work, run: 1))
    let second = try await grader.grade(work, options: options)
    progress(Progress(exercise: work.exercise.id, work: work.work, run: 2))
    return (first, second)
  }

  private func problems(
    of work: GradedWork, _ first: ExerciseResult, _ second: ExerciseResult
  ) -> [CheckProblem] {
    guard first.build.status == .built else { return [.doesNotBuild(work.work)] }
    var problems: [CheckProblem] = zip(first.properties, second.properties).filter { $0 != $1 }.map {
      .notRepeatable(work: work.work, property: $0.property, first: $0.verdict, second: $1.verdict)
    }
    switch work.work {
    case .submission: break
    case .solution:
      problems += first.properties.filter { $0.verdict != .passed }.map {
        .solutionFails(property: $0.property, verdict: $0.verdict)
      }
    case .stub:
      if !first.properties.contains(where: \.verdict.isTheWorksFault) { problems.append(.stubPasses) }
    case .mutant(let name):
      let named = work.exercise.solution?.mutants.first { $0.name == name }?.property
      problems += first.properties.filter { $0.property == named && !$0.verdict.isTheWorksFault }.map {
        .mutantSurvives(mutant: name, property: $0.property, verdict: $0.verdict)
      }
    }
    return problems
  }
}
