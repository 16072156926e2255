// The fields of the doctor's JSON.

struct DoctorDocument: Encodable {
  struct Finding: Encodable {
    var subject: String
    var state: DoctorFinding.State
    var version: String?
    var detail: String
    var remedy: String?
  }

  struct Isolation: Encodable {
    struct Attempt: Encodable {
      var attempt: String
      var stopped: Bool
    }

    struct Missing: Encodable {
      var tier: String
      var reason: String
      var remedies: [Remedy]
    }

    struct Remedy: Encodable {
      var text: String
      var command: String?
    }

    var state: DoctorFinding.State
    var tier: String
    var memory: String
    var demanded: String?
    var attempts: [Attempt]
    var missingTiers: [Missing]
  }

  struct Limits: Encodable {
    var owner: String?
    var execution: [String: Int]
    var build: [String: Int]
  }

  var version = JSONReport.version
  var ready: Bool
  var findings: [Finding]
  var isolation: Isolation?
  var limits: [Limits]
  var fixedLimits: [String: Int]

  init(_ report: DoctorReport, words: Words) {
    ready = report.missing == 0
    findings = report.findings.map {
      Finding(
        subject: $0.subject.rawValue, state: $0.state, version: $0.version, detail: $0.detail, remedy: $0.remedy)
    }
    isolation = report.isolation.map { isolation in
      Isolation(
        state: isolation.state, tier: isolation.tier, memory: isolation.memory, demanded: isolation.demanded,
        attempts: isolation.attempts.map { Isolation.Attempt(attempt: $0.name, stopped: $0.isStopped) },
        missingTiers: isolation.missing.map { missing in
          Isolation.Missing(
            tier: missing.tier, reason: missing.reason,
            remedies: missing.remedies.map { Isolation.Remedy(text: words[$0.text], command: $0.command) })
        })
    }
    limits = report.limits.map {
      Limits(owner: $0.owner, execution: $0.execution.byKey, build: $0.build.byKey)
    }
    fixedLimits = report.fixedLimits.byKey
  }
}

extension [LimitsFinding.Setting] {
  fileprivate var byKey: [String: Int] { Dictionary(uniqueKeysWithValues: map { ($0.key, $0.value) }) }
}
