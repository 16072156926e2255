// The proof that an exercise is fair, as data.

/// The whole of one `grade check`.
package struct CheckResult: Codable, Hashable, Sendable {
  package var isolation: Isolation
  package var exercises: [ExerciseCheck]

  package init(isolation: Isolation, exercises: [ExerciseCheck]) {
    self.isolation = isolation
    self.exercises = exercises
  }

  package var isFair: Bool { exercises.allSatisfy(\.isFair) }
}

/// One exercise, checked.
package struct ExerciseCheck: Codable, Hashable, Sendable {
  package var exercise: String
  package var solution: ExerciseResult
  package var stub: ExerciseResult
  /// In the order of `mutants.yml`: the rows of the table; each result's properties are its cells.
  package var mutants: [MutantCheck]
  /// Everything that is not as it should be, in the order of the works.
  package var problems: [CheckProblem]

  package init(
    exercise: String, solution: ExerciseResult, stub: ExerciseResult, mutants: [MutantCheck], problems: [CheckProblem]
  ) {
    self.exercise = exercise
    self.solution = solution
    self.stub = stub
    self.mutants = mutants
    self.problems = problems
  }

  package var isFair: Bool { problems.isEmpty }
}

/// A mutant, graded.
package struct MutantCheck: Codable, Hashable, Sendable {
  package var name: String
  /// The property that must catch it.
  package var property: String
  /// Properties other than that one had a smaller budget.
  package var result: ExerciseResult

  package init(name: String, property: String, result: ExerciseResult) {
    self.name = name
    self.property = property
    self.result = result
  }

  /// Whether the named property judged the mutant to be wrong.
  package var isCaught: Bool {
    result.properties.contains { $0.property == property && $0.verdict.isTheWorksFault }
  }
}

/// What keeps an exercise from being fair.
package enum CheckProblem: Codable, Hashable, Sendable {
  case doesNotBuild(Work)
  case solutionFails(property: String, verdict: Verdict)
  /// The stub passes every property: there is nothing to do.
  case stubPasses
  case mutantSurvives(mutant: String, property: String, verdict: Verdict)
  /// A second run with the same seed gave another result for this property; the verdicts may be the same.
  case notRepeatable(work: Work, property: String, first: Verdict, second: Verdict)
}

extension Verdict {
  /// Whether the graded code is wrong: neither right, nor unbuilt, nor beyond judging.
  package var isTheWorksFault: Bool {
    switch self {
    case .passed, .notBuilt, .notGraded, .tampered: false
    default: true
    }
  }
}
