// What `grade doctor` found out about the machine.

/// One thing that grading needs.
package struct DoctorFinding: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, Encodable {
    case good
    /// Grading works, with less than there could be.
    case limited
    /// Grading does not work.
    case missing
  }

  package enum Subject: String, Hashable, Sendable {
    case swift, python, helpers, cache
  }

  package var subject: Subject
  package var state: State
  /// As the tool says it.
  package var version: String?
  /// Where it is or, if it is missing, why it is.
  package var detail: String
  /// What to do about it.
  package var remedy: String?

  package init(
    _ subject: Subject, _ state: State, version: String? = nil, _ detail: String, remedy: String? = nil
  ) {
    self.subject = subject
    self.state = state
    self.version = version
    self.detail = detail
    self.remedy = remedy
  }
}

/// What this machine can isolate, by what was tried.
package struct IsolationFinding: Hashable, Sendable {
  package struct Attempt: Hashable, Sendable {
    /// As it completes "a command inside could …", in English.
    package var name: String
    package var isStopped: Bool

    package init(_ name: String, isStopped: Bool) {
      self.name = name
      self.isStopped = isStopped
    }
  }

  package struct Remedy: Hashable, Sendable {
    package var text: Message
    /// What to type or to set.
    package var command: String?

    package init(_ text: Message, command: String?) {
      self.text = text
      self.command = command
    }
  }

  /// A tier that is not to be had.
  package struct MissingTier: Hashable, Sendable {
    package var tier: String
    /// What failed, in the reader's language.
    package var reason: String
    package var remedies: [Remedy]

    package init(tier: String, reason: String, remedies: [Remedy]) {
      self.tier = tier
      self.reason = reason
      self.remedies = remedies
    }
  }

  package var state: DoctorFinding.State
  package var tier: String
  /// How memory is measured: `cgroup` or `polled`.
  package var memory: String
  /// What the course demands, if there is one here.
  package var demanded: String?
  package var attempts: [Attempt]
  /// The strongest first.
  package var missing: [MissingTier]

  package init(
    _ state: DoctorFinding.State, tier: String, memory: String, demanded: String?, attempts: [Attempt],
    missing: [MissingTier]
  ) {
    self.state = state
    self.tier = tier
    self.memory = memory
    self.demanded = demanded
    self.attempts = attempts
    self.missing = missing
  }
}

/// Limits, by the words of the configuration files.
package struct LimitsFinding: Hashable, Sendable {
  /// Whose they are: an exercise's, or a property's as `EXERCISE.PROPERTY`, where they differ from the course's or the
  /// exercise's; `nil` for the course's.
  package var owner: String?
  package var execution: [Setting]
  package var build: [Setting]

  package struct Setting: Hashable, Sendable {
    package var key: String
    package var value: Int

    package init(_ key: String, _ value: Int) {
      self.key = key
      self.value = value
    }
  }

  package init(owner: String? = nil, execution: [Setting], build: [Setting]) {
    self.owner = owner
    self.execution = execution
    self.build = build
  }
}

package struct DoctorReport: Hashable, Sendable {
  package var findings: [DoctorFinding]
  /// `nil` if nothing could be tried: a finding says why.
  package var isolation: IsolationFinding?
  /// The course's first; empty outside of a course.
  package var limits: [LimitsFinding]
  /// Those that no course changes.
  package var fixedLimits: [LimitsFinding.Setting]

  package init(
    findings: [DoctorFinding], isolation: IsolationFinding?, limits: [LimitsFinding],
    fixedLimits: [LimitsFinding.Setting]
  ) {
    self.findings = findings
    self.isolation = isolation
    self.limits = limits
    self.fixedLimits = fixedLimits
  }

  /// How much keeps the machine from grading.
  package var missing: Int {
    findings.count { $0.state == .missing } + (isolation?.state == .missing ? 1 : 0)
  }
}
