// What the grader asks of a target, and what it answers: one JSON value a line, in turn.

/// How schedules are sampled: one of the engine's strategies, by its name, as `pct-3`. The seed and the schedule's index
/// decide every choice.
package struct Strategy: RawRepresentable, Codable, Hashable, Sendable, ExpressibleByStringLiteral {
  package let name: String
  package var rawValue: String { name }

  package init(rawValue: String) { name = rawValue }
  package init(stringLiteral name: String) { self.name = name }

  /// Every runnable thread is about equally likely at every choice.
  package static let random: Strategy = "random"

  /// What samples unless a course says otherwise, by share of the schedules: SURW 40 %, POS 30 %, PCT 20 %, random 10 %.
  package static let portfolio: [Strategy] = [
    "surw", "pos", "pct-2", "surw", "random", "pos", "surw", "pct-3", "pos", "surw",
  ]

  /// Those of the portfolio, each once, sorted by name.
  package static let ofPortfolio = Set(portfolio).sorted { $0.name < $1.name }
}

/// Bounds on one execution.
package struct ExecutionLimits: Codable, Hashable, Sendable {
  /// Scheduling points before scheduling becomes fair; as many again, and the execution is livelocked.
  package var steps: Int
  /// Virtual time, in seconds.
  package var virtualSeconds: Int
  /// Processor time, in seconds.
  package var processorSeconds: Int
  /// Wall-clock time without using the processor, in seconds; ten times as much in all.
  package var wallSeconds: Int
  /// Memory, in bytes.
  package var memoryBytes: Int
  /// Threads that exist at one time.
  package var threads: Int
  /// Bytes written to standard output and standard error together.
  package var outputBytes: Int
  /// The size of any one file, in bytes.
  package var fileBytes: Int

  package init(
    steps: Int = 20_000, virtualSeconds: Int = 86_400, processorSeconds: Int = 1, wallSeconds: Int = 20,
    memoryBytes: Int = 256 << 20, threads: Int = 256, outputBytes: Int = 1 << 20, fileBytes: Int = 16 << 20
  ) {
    self.steps = steps
    self.virtualSeconds = virtualSeconds
    self.processorSeconds = processorSeconds
    self.wallSeconds = wallSeconds
    self.memoryBytes = memoryBytes
    self.threads = threads
    self.outputBytes = outputBytes
    self.fileBytes = fileBytes
  }
}

/// Many executions of one property, or of a program's `main`.
package struct SampleRequest: Codable, Hashable, Sendable {
  package var property: String
  package var seed: UInt64
  /// The first schedule's index and how many there are: `first ..< first + count`.
  package var first: Int
  package var count: Int
  /// The property's input as a list of choices; `nil` draws a fresh one for every schedule.
  package var input: [UInt64]?
  /// Schedule `i` uses `strategies[i % strategies.count]`.
  package var strategies: [Strategy]
  package var limits: ExecutionLimits
  /// Whether an execution that nothing ended but in which there was a data race has not passed.
  package var racesFail: Bool

  package init(
    property: String, seed: UInt64, first: Int, count: Int, input: [UInt64]? = nil, strategies: [Strategy],
    limits: ExecutionLimits, racesFail: Bool = false
  ) {
    self.property = property
    self.seed = seed
    self.first = first
    self.count = count
    self.input = input
    self.strategies = strategies
    self.limits = limits
    self.racesFail = racesFail
  }
}

/// One execution under a given schedule.
package struct ReplayRequest: Codable, Hashable, Sendable {
  package var property: String
  package var input: [UInt64]
  package var schedule: Schedule
  /// Instead of the schedule's deviations, when given: each happens once its thread stands there.
  package var anchors: [Anchor]?
  package var limits: ExecutionLimits
  /// As in ``SampleRequest/racesFail``.
  package var racesFail: Bool
  /// Whether events are wanted, which takes longer.
  package var detailed: Bool

  package init(
    property: String, input: [UInt64], schedule: Schedule, anchors: [Anchor]? = nil, limits: ExecutionLimits,
    racesFail: Bool = false, detailed: Bool = true
  ) {
    self.property = property
    self.input = input
    self.schedule = schedule
    self.anchors = anchors
    self.limits = limits
    self.racesFail = racesFail
    self.detailed = detailed
  }
}

/// One execution of a search: a prefix of a schedule, then the default, without threads whose step was tried before.
package struct GuideRequest: Codable, Hashable, Sendable {
  package var property: String
  package var input: [UInt64]
  package var schedule: Schedule
  /// So many choices are the schedule's.
  package var prefix: Int
  /// Threads that do not run after the prefix until a step conflicts with theirs: each with the uses of that step.
  package var sleepers: Steps
  /// Takes any two steps for conflicting, as those of code whose memory no hook shows.
  package var isOpaque: Bool
  package var limits: ExecutionLimits

  package init(
    property: String, input: [UInt64], schedule: Schedule = Schedule(), prefix: Int = 0, sleepers: Steps = Steps([]),
    isOpaque: Bool = false, limits: ExecutionLimits
  ) {
    self.property = property
    self.input = input
    self.schedule = schedule
    self.prefix = prefix
    self.sleepers = sleepers
    self.isOpaque = isOpaque
    self.limits = limits
  }
}

package enum Request: Codable, Hashable, Sendable {
  /// Asks for ``Reply/properties(_:)``.
  case describe
  /// Asks for ``Reply/sampled(_:)``: executions until one does not pass.
  case sample(SampleRequest)
  /// Asks for ``Reply/surveyed(_:)``.
  case survey(SampleRequest)
  /// Asks for ``Reply/replayed(_:)``.
  case replay(ReplayRequest)
  /// Asks for ``Reply/guided(_:)``.
  case guide(GuideRequest)
}

/// What sampling found.
package struct SampleReply: Codable, Hashable, Sendable {
  /// Executions that were run, the one that did not pass included.
  package var executions: Int
  /// The most scheduling points that any execution had.
  package var mostSteps: Int
  /// The first execution that did not pass; it has no events.
  package var failure: ExecutionRecord?
  /// The first execution that passed although there was a data race.
  package var raced: ExecutionRecord?
  /// Whether an execution used more memory and locks than are kept track of, so that races in it may not have been seen.
  package var racesMissed: Bool
  /// The first execution, which the grader runs again to see that it repeats.
  package var firstExecution: ExecutionRecord

  package init(
    executions: Int, mostSteps: Int, failure: ExecutionRecord?, raced: ExecutionRecord? = nil,
    racesMissed: Bool = false, firstExecution: ExecutionRecord
  ) {
    self.executions = executions
    self.mostSteps = mostSteps
    self.failure = failure
    self.raced = raced
    self.racesMissed = racesMissed
    self.firstExecution = firstExecution
  }
}

/// One execution.
package struct ExecutionRecord: Codable, Hashable, Sendable {
  /// The schedule's index in its sample; 0 for a replay.
  package var index: Int
  package var outcome: Outcome
  /// The choices the input was made from, and the values shown to a reader.
  package var input: [UInt64]
  package var values: [InputValue]
  package var schedule: Schedule
  /// The schedule's deviations by where their threads stood.
  package var anchors: [Anchor]
  /// Scheduling points passed.
  package var steps: Int
  /// A digest of all events in order: equal digests, equal executions.
  package var digest: UInt64
  /// Virtual time at the end, in nanoseconds.
  package var time: UInt64
  /// Thread names by logical number.
  package var threads: [String]
  /// Every event in order, in the answer to a replay; else empty.
  package var events: [Event]
  /// Set when there were more events than are kept: the first are missing.
  package var eventsTruncated: Bool
  /// What the code printed, cut at 16 KiB.
  package var output: String
  package var outputTruncated: Bool
  /// How often a step was another thread's than the step before it.
  package var switches: Int
  /// The schedule's deviations as they happened, in the answer to a detailed replay that kept every event; else empty.
  package var critical: [CriticalSwitch]
  /// Whether there was more memory and locks than are kept track of, so that races may not have been seen.
  package var racesMissed: Bool

  package init(
    index: Int, outcome: Outcome, input: [UInt64] = [], values: [InputValue] = [], schedule: Schedule = Schedule(),
    anchors: [Anchor] = [],
    steps: Int = 0, digest: UInt64 = 0, time: UInt64 = 0, threads: [String] = [], events: [Event] = [],
    eventsTruncated: Bool = false, output: String = "", outputTruncated: Bool = false,
    switches: Int = 0, critical: [CriticalSwitch] = [], racesMissed: Bool = false
  ) {
    self.index = index
    self.outcome = outcome
    self.input = input
    self.values = values
    self.schedule = schedule
    self.anchors = anchors
    self.steps = steps
    self.digest = digest
    self.time = time
    self.threads = threads
    self.events = events
    self.eventsTruncated = eventsTruncated
    self.output = output
    self.outputTruncated = outputTruncated
    self.switches = switches
    self.critical = critical
    self.racesMissed = racesMissed
  }
}

/// What became of a guided execution.
package struct GuideReply: Codable, Hashable, Sendable {
  /// The execution, without events; `nil` when only sleeping threads could go on, so that it is like one before.
  package var execution: ExecutionRecord?
  /// Its steps, then what every thread would have done next.
  package var steps: Steps
  /// Whether these are all of its steps.
  package var hasAllSteps: Bool
  /// Whether threads met in state that no hook shows: the search must take any two steps for conflicting.
  package var metUnseenState: Bool

  package init(execution: ExecutionRecord?, steps: Steps, hasAllSteps: Bool = true, metUnseenState: Bool = false) {
    self.execution = execution
    self.steps = steps
    self.hasAllSteps = hasAllSteps
    self.metUnseenState = metUnseenState
  }
}

package enum Reply: Codable, Hashable, Sendable {
  /// The identifiers of the exercise's properties, in the order of `Properties.swift`.
  case properties([String])
  case sampled(SampleReply)
  /// Every execution, whatever became of it, without events.
  case surveyed([ExecutionRecord])
  case replayed(ExecutionRecord)
  case guided(GuideReply)
  /// The request could not be carried out, with the reason.
  case refused(String)
}
