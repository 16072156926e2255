// How much is explored, from which seed, under which limits.

package import Records

/// What decides every execution of an exploration.
package struct ExplorationPlan: Hashable, Sendable {
  package var seed: UInt64
  /// Schedules for each property.
  package var schedules: Int
  /// So many of them may go to a search through all executions of the simplest input, which comes first.
  package var searched: Int
  /// Schedule `i` uses `strategies[i % strategies.count]`: the mix is decided by number, never by time. At least one.
  package var strategies: [Strategy]
  package var limits: ExecutionLimits
  /// Whether a data race alone is a failure; else it is a remark on a property that passed.
  package var racesFail: Bool
  /// What may be spent on making a failure small.
  package var shrinking: Effort

  package init(
    seed: UInt64, schedules: Int, searched: Int = 0, strategies: [Strategy], limits: ExecutionLimits,
    racesFail: Bool = false, shrinking: Effort = .standard
  ) {
    self.seed = seed
    self.schedules = schedules
    self.searched = searched
    self.strategies = strategies
    self.limits = limits
    self.racesFail = racesFail
    self.shrinking = shrinking
  }
}

/// A bound on work, in executions and never in time, so that every machine stops at the same place.
///
/// An execution of many steps counts for more than one: one more for each thousand steps.
package struct Effort: Hashable, Sendable {
  /// For smaller inputs.
  package var input: Int
  /// For a simpler schedule of the smallest input.
  package var schedule: Int

  package init(input: Int, schedule: Int) {
    self.input = input
    self.schedule = schedule
  }

  package static let standard = Effort(input: 140, schedule: 200)
  package static let none = Effort(input: 0, schedule: 0)

  /// What `executions` of at most `steps` steps cost.
  static func cost(of executions: Int, steps: Int) -> Int { executions * (1 + steps / 1000) }
}
