// Explores one property, a block of schedules at a time.

package import Records

/// One property's way from its first schedule to its judgement.
///
/// Blocks of several properties may be run in turn: what a block finds depends on nothing but the plan and the
/// blocks before it of the same property.
package struct PropertyExploration: Sendable {
  package let property: String
  package let plan: ExplorationPlan
  /// Schedules run so far, up to and including the first that did not pass.
  package private(set) var schedules = 0
  /// What of the property's executions is known to have been run.
  package private(set) var coverage = Coverage.sample
  /// Whether an execution had more memory and locks than are kept track of, so that races may not have been seen.
  package private(set) var racesMissed = false
  /// The first execution that passed although there was a data race. Any other failure explains more, so the rest of
  /// the schedules is searched for one before the race counts.
  private var raced: ExecutionRecord?
  /// Set once the property is judged.
  package private(set) var finding: Finding?

  /// What was found about a property.
  package struct Finding: Hashable, Sendable {
    package var outcome: Outcome
    /// The execution that shows it: the smallest found, with its events where it could be replayed; `nil` when the
    /// property passed or nothing ran.
    package var record: ExecutionRecord?
    /// An execution with a data race, judged as if races failed, of a property that passed.
    package var remark: ExecutionRecord?
    /// The size of the execution that was found first; `nil` when nothing was made smaller.
    package var foundSize: ExecutionSize?

    package init(
      outcome: Outcome, record: ExecutionRecord? = nil, remark: ExecutionRecord? = nil, foundSize: ExecutionSize? = nil
    ) {
      self.outcome = outcome
      self.record = record
      self.remark = remark
      self.foundSize = foundSize
    }
  }

  /// Through the executions of the simplest input; `nil` once it is over.
  private var search: ExhaustiveSearch?
  /// Schedules of those run so far that were sampled.
  private var sampled: Int { schedules - searched }
  private var searched = 0

  package init(property: String, plan: ExplorationPlan) {
    self.property = property
    self.plan = plan
    if plan.searched > 0 { search = ExhaustiveSearch(property: property, limits: plan.limits) }
  }

  /// Runs the next block, and judges when it failed or was the last. Does nothing once there is a finding.
  ///
  /// - Throws: what starting the target throws; a ``TargetFault`` becomes the finding.
  package mutating func advance(on target: Target) async throws {
    guard finding == nil else { return }
    do {
      try await runBlock(on: target)
    } catch let fault as TargetFault {
      finding = Finding(outcome: fault.outcome)
    }
  }

  /// Small at first, so that a property that fails at once is known at once; then larger, so that requests are few.
  private var blockSize: Int { min(max(16, schedules * 3), plan.schedules - schedules) }

  private mutating func runBlock(on target: Target) async throws {
    if search != nil {
      try await searchBlock(on: target)
    } else {
      try await sampleBlock(on: target)
    }
  }

  private mutating func sampleBlock(on target: Target) async throws {
    let reply = try await target.sample(
      SampleRequest(
        property: property, seed: plan.seed, first: sampled, count: blockSize, strategies: plan.strategies,
        limits: plan.limits))
    schedules += reply.executions
    racesMissed = racesMissed || reply.racesMissed
    if raced == nil { raced = reply.raced }
    if let failure = reply.failure, try await judge(failure, on: target) { return }
    // The first of every block is run again. That suffices: a failure is reported only once it has happened again twice,
    // so what is missed is an execution that passed, of code whose executions mostly repeat.
    if reply.firstExecution.outcome.verdict == .passed,
      let difference = try await difference(from: reply.firstExecution, on: target)
    {
      finding = difference
    } else if schedules == plan.schedules {
      finding = try await judged(raced, on: target)
    }
  }

  /// Makes the failure small and reports it; false when it was the machine's.
  private mutating func judge(_ failure: ExecutionRecord, on target: Target) async throws -> Bool {
    let failure = try await settled(failure, on: target)
    guard failure.outcome.verdict != .passed else { return false }
    finding = try await reduced(failure, on: target)
    return true
  }

  /// The smallest failure like this one, confirmed, with how large this one was.
  private func reduced(_ failure: ExecutionRecord, on target: Target) async throws -> Finding {
    let smallest = try await smallest(failure, on: target)
    var finding = try await confirm(smallest, on: target)
    if smallest.size != failure.size { finding.foundSize = failure.size }
    return finding
  }

  private mutating func searchBlock(on target: Target) async throws {
    guard var search else { return }
    defer { self.search = isOver(search) ? nil : search }
    for _ in 0..<min(blockSize, plan.searched - searched) {
      let execution = try await search.next(on: target)
      schedules += 1
      searched += 1
      if let execution {
        if execution.outcome.verdict != .passed, try await judge(execution, on: target) { return }
        if raced == nil, execution.outcome.race != nil { raced = execution }
        if searched == 1, let difference = try await difference(from: execution, on: target) {
          finding = difference
          return
        }
      }
      if isOver(search) { break }
    }
    guard search.isFinished else { return }
    if search.hasOneInput {
      coverage = .everyOrder(search.orders)
      finding = try await judged(raced, on: target)
    } else {
      coverage = .everyOrderOfSimplestInput(search.orders)
    }
  }

  /// Whether the search has come to its end, or cannot within its share.
  private func isOver(_ search: ExhaustiveSearch) -> Bool {
    search.isFinished || search.missed != nil || search.known > plan.searched - searched
  }

  /// The finding when every schedule passed, some perhaps with a race.
  private func judged(_ raced: ExecutionRecord?, on target: Target) async throws -> Finding {
    guard var race = raced else { return Finding(outcome: Outcome(.passed)) }
    race.outcome.verdict = .raced
    let finding = try await reduced(race, on: target)
    guard !plan.racesFail, finding.outcome.verdict == .raced else { return finding }
    return Finding(outcome: Outcome(.passed), remark: finding.record)
  }
}
