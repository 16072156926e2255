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
  var fair: Bool
  var exercises: [Exercise]

  init(_ checks: [CheckReport]) {
    fair = checks.allSatisfy(\.problems.isEmpty)
    exercises = checks.map { check in
      Exercise(
        exercise: check.exercise, fair: check.problems.isEmpty, properties: check.properties,
        works: check.rows.map { row in
          Row(
            work: row.work.kind, mutant: row.work.mutant, expected: row.expected,
            verdicts: row.verdicts.map(\.rawValue))
        }, problems: check.problems)
    }
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
