// The fields of a check's JSON.

import Records

struct CheckDocument: Encodable {
  struct Exercise: Encodable {
    var exercise: String
    var fair: Bool
    var properties: [String]
    var works: [Row]
    var problems: [String]
  }

  struct Row: Encodable {
    var work: String
    var mutant: String?
    var expected: String?
    var verdicts: [String]
  }

  var version = JSONReport.version
  var tier: String
  var memory: String
  var missingTiers: [String]
  var fair: Bool
  var exercises: [Exercise]

  init(_ check: CheckResult, words: Words) {
    tier = check.isolation.tier
    memory = check.isolation.memory
    missingTiers = check.isolation.missing
    fair = check.isFair
    exercises = check.exercises.map { exercise in
      Exercise(
        exercise: exercise.exercise, fair: exercise.isFair,
        properties: exercise.solution.properties.map(\.property),
        works: exercise.works.map { result, expected in
          Row(
            work: result.work.kind, mutant: result.work.mutant, expected: expected,
            verdicts: result.properties.map(\.verdict.rawValue))
        }, problems: exercise.problems.map(words.explain))
    }
  }
}

extension ExerciseCheck {
  /// The rows of the table: each work's result and, of a mutant, the property that must catch it.
  var works: [(result: ExerciseResult, expected: String?)] {
    [(solution, nil), (stub, nil)] + mutants.map { ($0.result, $0.property) }
  }
}

extension Work {
  /// The kind of work, as the JSON report names it.
  var kind: String {
    switch self {
    case .submission: "submission"
    case .solution: "solution"
    case .stub: "stub"
    case .mutant: "mutant"
    }
  }

  var mutant: String? {
    if case .mutant(let name) = self { name } else { nil }
  }
}
