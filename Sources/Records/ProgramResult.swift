// What became of a program, schedule by schedule.

/// A program, explored.
package struct ProgramResult: Codable, Hashable, Sendable {
  /// The command as it was given.
  package var command: [String]
  /// The sandbox tier that every execution ran at.
  package var tier: String
  package var seed: UInt64
  /// Schedules run.
  package var schedules: Int
  /// Set when every inequivalent execution was asked for.
  package var search: Search?
  /// The most frequent first.
  package var outcomes: [ProgramOutcome]
  /// Whether an execution had more memory and locks than are kept track of, so that races may not have been seen.
  package var racesMissed: Bool

  /// How far an exhaustive search came.
  package struct Search: Codable, Hashable, Sendable {
    /// Classes of equivalent executions that were run.
    package var orders: Int
    /// Whether these are all there are.
    package var isFinished: Bool
    /// All are among them that take the turn so often, or less, from a thread that could go on; `nil` where none was
    /// asked for or reached.
    package var preemptions: Int?

    package init(orders: Int, isFinished: Bool, preemptions: Int? = nil) {
      self.orders = orders
      self.isFinished = isFinished
      self.preemptions = preemptions
    }
  }

  package init(
    command: [String], tier: String, seed: UInt64, schedules: Int, search: Search? = nil, outcomes: [ProgramOutcome],
    racesMissed: Bool = false
  ) {
    self.command = command
    self.tier = tier
    self.seed = seed
    self.schedules = schedules
    self.search = search
    self.outcomes = outcomes
    self.racesMissed = racesMissed
  }
}

/// One way for a program to end, and the simplest execution that ended so.
package struct ProgramOutcome: Codable, Hashable, Sendable {
  /// How many of the schedules ended so, and the index of the first.
  package var count: Int
  package var first: Int
  package var outcome: Outcome
  /// Thread names by logical number.
  package var threads: [String]
  package var output: String
  package var outputTruncated: Bool
  /// What `grade explore --replay` takes; `nil` where the execution cannot be repeated.
  package var token: String?

  package init(
    count: Int, first: Int, outcome: Outcome, threads: [String], output: String, outputTruncated: Bool, token: String?
  ) {
    self.count = count
    self.first = first
    self.outcome = outcome
    self.threads = threads
    self.output = output
    self.outputTruncated = outputTruncated
    self.token = token
  }
}

/// A program's execution, replayed from a token.
package struct ProgramReplay: Codable, Hashable, Sendable {
  package var command: [String]
  package var tier: String
  /// Whether the token was made with the same program. When not, the execution may be another one.
  package var programMatches: Bool
  package var execution: ExecutionRecord

  package init(command: [String], tier: String, programMatches: Bool, execution: ExecutionRecord) {
    self.command = command
    self.tier = tier
    self.programMatches = programMatches
    self.execution = execution
  }
}
