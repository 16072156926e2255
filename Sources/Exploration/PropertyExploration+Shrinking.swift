// Makes a failure small: the input first, then the schedule.

internal import Records

extension PropertyExploration {
  /// The smallest failure of the same verdict that the plan's effort finds.
  func smallest(_ failure: ExecutionRecord, on target: Target) async throws -> ExecutionRecord {
    guard failure.outcome.isWorthShrinking else { return failure }
    var shrinker = InputShrinker(
      failure: failure, effort: plan.shrinking.input, attempts: schedules, steps: failure.steps)
    while let candidate = shrinker.next() {
      let (found, executions, steps) = try await fail(
        like: failure, input: candidate, from: failure.index, attempts: shrinker.attempts, on: target)
      shrinker.tried(found, executions: executions, steps: steps)
    }
    return try await simplestSchedule(of: shrinker.best, on: target)
  }

  /// The failing execution with the fewest deviations, then steps, among a bounded number with the same input.
  private func simplestSchedule(of failure: ExecutionRecord, on target: Target) async throws -> ExecutionRecord {
    var best = failure
    var effort = plan.shrinking.schedule
    var index = 0
    while effort > 0, !best.schedule.deviations.isEmpty {
      let attempts = max(1, effort / Effort.cost(of: 1, steps: best.steps))
      let (found, executions, steps) = try await fail(
        like: failure, input: failure.input, from: index, attempts: attempts, on: target)
      effort -= Effort.cost(of: executions, steps: steps)
      guard let found else { break }
      index = found.index + 1
      if found.schedule.cost < best.schedule.cost
        || (found.schedule.cost == best.schedule.cost && found.steps < best.steps)
      {
        best = found
      }
    }
    return best
  }

  /// The first of `attempts` executions with this input that gets the same verdict, how many were run and the most
  /// steps that one had.
  private func fail(
    like failure: ExecutionRecord, input: [UInt64], from first: Int, attempts: Int, on target: Target
  ) async throws -> (found: ExecutionRecord?, executions: Int, steps: Int) {
    var executions = 0
    var steps = 0
    while executions < attempts {
      let reply = try await target.sample(
        SampleRequest(
          property: property, seed: plan.seed, first: first + executions, count: attempts - executions, input: input,
          strategies: plan.strategies, limits: plan.limits, racesFail: failure.outcome.verdict == .raced))
      executions += reply.executions
      steps = max(steps, reply.mostSteps)
      guard let other = reply.failure else { break }
      // A crash is no smaller version of a failed expectation.
      if other.outcome.verdict == failure.outcome.verdict { return (other, executions, steps) }
      if !other.outcome.isWorthShrinking { break }
    }
    return (nil, executions, steps)
  }
}

extension Schedule {
  /// What a reader has to follow: the number of departures from the default.
  fileprivate var cost: Int { deviations.count }
}

extension Outcome {
  /// Whether executions that end so are quick enough, and mean enough, to be run again and again.
  fileprivate var isWorthShrinking: Bool {
    switch verdict {
    case .failed, .crashed, .deadlocked, .livelocked, .raced, .endedEarly: true
    case .timedOut: cause == .virtualTime
    case .passed, .outOfMemory, .limitExceeded, .tampered, .notBuilt, .notGraded: false
    }
  }
}
