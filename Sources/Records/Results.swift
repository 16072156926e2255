// The result of a run: what every report is made from.

/// Which implementation was graded.
package enum Work: Codable, Hashable, Sendable {
  case submission
  case solution
  case stub
  case mutant(String)
}

/// The whole of one `grade run`.
package struct RunResult: Codable, Hashable, Sendable {
  package var isolation: Isolation
  package var seed: UInt64
  package var exercises: [ExerciseResult]

  package init(isolation: Isolation, seed: UInt64, exercises: [ExerciseResult]) {
    self.isolation = isolation
    self.seed = seed
    self.exercises = exercises
  }
}

/// One exercise, graded.
package struct ExerciseResult: Codable, Hashable, Sendable {
  package var exercise: String
  package var language: String
  package var work: Work
  package var build: BuildResult
  /// In the order of the exercise's manifest.
  package var properties: [PropertyResult]

  package init(exercise: String, language: String, work: Work, build: BuildResult, properties: [PropertyResult]) {
    self.exercise = exercise
    self.language = language
    self.work = work
    self.build = build
    self.properties = properties
  }

  /// Points earned and points that could be earned.
  package var points: Int { properties.reduce(0) { $0 + $1.points } }
  package var maxPoints: Int { properties.reduce(0) { $0 + $1.maxPoints } }
  /// Whether every property passed.
  package var passed: Bool { properties.allSatisfy { $0.verdict == .passed } }
}

/// How the build went.
package struct BuildResult: Codable, Hashable, Sendable {
  package enum Status: String, Codable, Hashable, Sendable {
    case built
    /// The student's code did not compile.
    case failed
    /// The machine could not build.
    case notGraded = "not-graded"
  }
  package var status: Status
  /// Whether an earlier build of the same sources was used. A time-like field: it differs between two runs.
  package var cached: Bool
  /// Seconds from the first compile command to the end of linking; 0 when cached. A time field.
  package var seconds: Double
  /// The compiler's own lines, with the student's own path.
  package var diagnostics: String
  /// Whether the student's file compiles but the properties cannot use it: its interface is not the exercise's.
  package var interfaceDiffers: Bool
  /// Whether the compiler or the linker went over a limit.
  package var limitExceeded: Bool

  package init(
    status: Status, cached: Bool = false, seconds: Double = 0, diagnostics: String = "", interfaceDiffers: Bool = false,
    limitExceeded: Bool = false
  ) {
    self.status = status
    self.cached = cached
    self.seconds = seconds
    self.diagnostics = diagnostics
    self.interfaceDiffers = interfaceDiffers
    self.limitExceeded = limitExceeded
  }
}

/// How much of what a property's code can do was run.
package enum Coverage: Codable, Hashable, Sendable {
  /// Some schedules.
  case sample
  /// Every order of conflicting steps that some schedule has: so many, for the one input there is.
  case everyOrder(Int)
  /// The same for the simplest input, and some schedules for others.
  case everyOrderOfSimplestInput(Int)
}

/// One property, judged.
package struct PropertyResult: Codable, Hashable, Sendable {
  package var property: String
  package var verdict: Verdict
  package var points: Int
  package var maxPoints: Int
  /// Schedules run, up to and including the failing one, and the budget.
  package var schedules: Int
  package var budget: Int
  package var coverage: Coverage
  /// Set unless the property passed.
  package var failure: FailureReport?
  /// A data race of a property that passed, where races are no failure.
  package var remark: FailureReport?
  /// Whether an execution had more memory and locks than are kept track of, so that races may not have been seen.
  package var racesMissed: Bool

  package init(
    property: String, verdict: Verdict, points: Int, maxPoints: Int, schedules: Int, budget: Int,
    coverage: Coverage = .sample, failure: FailureReport? = nil, remark: FailureReport? = nil,
    racesMissed: Bool = false
  ) {
    self.property = property
    self.verdict = verdict
    self.points = points
    self.maxPoints = maxPoints
    self.schedules = schedules
    self.budget = budget
    self.coverage = coverage
    self.failure = failure
    self.remark = remark
    self.racesMissed = racesMissed
  }
}

/// The smallest failing case that was found.
package struct FailureReport: Codable, Hashable, Sendable {
  package var outcome: Outcome
  package var values: [InputValue]
  /// Thread names by logical number.
  package var threads: [String]
  package var events: [Event]
  package var eventsTruncated: Bool
  package var output: String
  package var outputTruncated: Bool
  /// What `grade replay` takes after `EXERCISE.PROPERTY.`; `nil` where nothing ran.
  package var token: String?
  /// The size of the execution shown, and of the one it was made from where that was larger; `nil` where nothing ran.
  package var size: ExecutionSize?
  package var foundSize: ExecutionSize?
  /// The switches between threads that make the execution fail; `nil` where they are not known.
  package var critical: [CriticalSwitch]?

  package init(
    outcome: Outcome, values: [InputValue] = [], threads: [String] = [], events: [Event] = [],
    eventsTruncated: Bool = false, output: String = "", outputTruncated: Bool = false, token: String? = nil,
    size: ExecutionSize? = nil, foundSize: ExecutionSize? = nil, critical: [CriticalSwitch]? = nil
  ) {
    self.outcome = outcome
    self.values = values
    self.threads = threads
    self.events = events
    self.eventsTruncated = eventsTruncated
    self.output = output
    self.outputTruncated = outputTruncated
    self.token = token
    self.size = size
    self.foundSize = foundSize
    self.critical = critical
  }
}

/// One execution, replayed from a token.
package struct ReplayResult: Codable, Hashable, Sendable {
  package var exercise: String
  package var property: String
  /// Whether the token was made with the same source. When not, the execution may be another one.
  package var sourceMatches: Bool
  package var execution: ExecutionRecord

  package init(exercise: String, property: String, sourceMatches: Bool, execution: ExecutionRecord) {
    self.exercise = exercise
    self.property = property
    self.sourceMatches = sourceMatches
    self.execution = execution
  }
}
