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
  /// Set once the property is judged.
  package private(set) var finding: Finding?

  /// What was found about a property.
  package struct Finding: Hashable, Sendable {
    package var outcome: Outcome
    /// The execution that shows it: the smallest found, with its events where it could be replayed; `nil` when the
    /// property passed or nothing ran.
    package var record: ExecutionRecord?
    /// The size of the execution that was found first; `nil` when nothing was made smaller.
    package var foundSize: ExecutionSize?

    package init(outcome: Outcome, record: ExecutionRecord? = nil, foundSize: ExecutionSize? = nil) {
      self.outcome = outcome
      self.record = record
      self.foundSize = foundSize
    }
  }

  package init(property: String, plan: ExplorationPlan) {
    self.property = property
    self.plan = plan
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
    let first = schedules
    let reply = try await target.sample(
      SampleRequest(
        property: property, seed: plan.seed, first: first, count: blockSize, strategies: plan.strategies,
        limits: plan.limits))
    schedules += reply.executions
    if let sampled = reply.failure {
      let failure = try await settled(sampled, on: target)
      if failure.outcome.verdict != .passed {
        let smallest = try await smallest(failure, on: target)
        finding = try await confirm(smallest, on: target)
        if smallest.size != failure.size { finding?.foundSize = failure.size }
        return
      }
    }
    if first == 0, reply.firstExecution.outcome.verdict == .passed,
      let difference = try await difference(from: reply.firstExecution, on: target)
    {
      finding = difference
    } else if schedules == plan.schedules {
      finding = Finding(outcome: Outcome(.passed))
    }
  }
}
