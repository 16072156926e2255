// Explores programs that were not built for the grader.

package import Exploration
package import Records
package import Sandbox

/// Runs a program on many schedules, and one of them again.
package struct ProgramExplorer: Sendable {
  package let kit: Kit
  package let sandbox: Sandbox
  package let toolchain: Toolchain
  /// One worker each; at least one.
  package let cores: [Int]

  package init(kit: Kit, sandbox: Sandbox, toolchain: Toolchain, cores: [Int] = Machine.cores) {
    self.kit = kit
    self.sandbox = sandbox
    self.toolchain = toolchain
    self.cores = cores
  }

  /// What a target calls a program's one property.
  private static let main = "main"

  /// Runs every schedule of the plan, and the simplest of each outcome again.
  ///
  /// - Parameter progress: called from any thread with how many schedules were run.
  /// - Throws: ``GradingError`` when the program cannot be run.
  package func explore(
    _ command: ProgramCommand, plan: ExplorationPlan, progress: @escaping @Sendable (Int) -> Void
  ) async throws -> ProgramResult {
    let survey = Survey(schedules: plan.schedules)
    return try await withTargets(command, plan.limits, count: survey.blocks) { targets in
      try await withThrowingTaskGroup { group in
        for target in targets {
          group.addTask {
            while let block = await survey.next() {
              let records = try await target.survey(
                SampleRequest(
                  property: Self.main, seed: plan.seed, first: block.lowerBound, count: block.count,
                  strategies: plan.strategies, limits: plan.limits))
              progress(await survey.add(records))
            }
          }
        }
        try await group.waitForAll()
      }
      let set = await survey.outcomes
      return ProgramResult(
        command: command.words, tier: sandbox.tier.rawValue, seed: plan.seed, schedules: plan.schedules,
        outcomes: try await confirm(set, of: command, plan.limits, on: targets[0]), racesMissed: set.racesMissed)
    }
  }

  /// Runs every order of steps that can make a difference, and the simplest execution of each outcome again.
  ///
  /// - Parameters:
  ///   - preemptions: every schedule with at most so many preemptions is run instead.
  ///   - most: executions after which the search is given up.
  ///   - progress: called from any thread with how many were run.
  /// - Throws: ``GradingError`` when the program cannot be run.
  package func search(
    _ command: ProgramCommand, limits: ExecutionLimits, preemptions: Int?, most: Int,
    progress: @escaping @Sendable (Int) -> Void
  ) async throws -> ProgramResult {
    try await withTargets(command, limits, count: 1) { targets in
      var search = ExhaustiveSearch(property: Self.main, preemptions: preemptions, limits: limits)
      var set = OutcomeSet()
      while search.executions < most, !search.hasRunAll, search.missed == nil {
        let orders = search.orders
        let record = try await search.next(on: targets[0])
        // It began anew, with other steps taken for conflicting.
        if search.orders == 0 { set = OutcomeSet() }
        if var record, search.orders > orders {
          record.index = orders
          set.add(record)
        }
        progress(search.executions)
      }
      return ProgramResult(
        command: command.words, tier: sandbox.tier.rawValue, seed: 0, schedules: search.executions,
        search: ProgramResult.Search(
          orders: search.orders, isFinished: search.isFinished, preemptions: search.reachedPreemptions),
        outcomes: try await confirm(set, of: command, limits, on: targets[0]), racesMissed: set.racesMissed)
    }
  }

  /// Runs the execution that a token names.
  package func replay(
    _ token: ReplayToken, of command: ProgramCommand, limits: ExecutionLimits
  ) async throws -> ProgramReplay {
    try await withTargets(command, limits, count: 1) { targets in
      let record = try await targets[0].replay(
        ReplayRequest(property: Self.main, input: [], schedule: token.schedule, limits: limits))
      return ProgramReplay(
        command: command.words, tier: sandbox.tier.rawValue,
        programMatches: token.fingerprint == command.fingerprint, execution: try await locate(record, in: command))
    }
  }

  /// The outcomes with lines; those whose simplest execution does the same again get a token.
  private func confirm(
    _ set: OutcomeSet, of command: ProgramCommand, _ limits: ExecutionLimits, on target: Target
  ) async throws -> [ProgramOutcome] {
    let fingerprint = command.fingerprint
    var outcomes: [ProgramOutcome] = []
    for entry in set.entries {
      let sampled = entry.simplest
      var shown = try await target.replay(
        ReplayRequest(property: Self.main, input: [], schedule: sampled.schedule, limits: limits))
      let repeats =
        shown.digest == sampled.digest && shown.output == sampled.output
        && shown.outcome.verdict == sampled.outcome.verdict
      shown = try await locate(repeats ? shown : sampled, in: command)
      let token = ReplayToken(
        exercise: "", property: Self.main, fingerprint: fingerprint, input: [], schedule: sampled.schedule)
      outcomes.append(
        ProgramOutcome(
          count: entry.count, first: entry.first, outcome: shown.outcome, threads: shown.threads,
          output: shown.output, outputTruncated: shown.outputTruncated, token: repeats ? token.encoded : nil))
    }
    return outcomes
  }

  /// A script's lines are noted by its interpreter.
  private func locate(_ record: ExecutionRecord, in command: ProgramCommand) async throws -> ExecutionRecord {
    if command.isPython {
      var record = record
      record.locateHolders()
      return record
    }
    let symbolizer = Symbolizer(object: command.executable, sandbox: sandbox, toolchain: toolchain)
    do {
      let located = try await symbolizer.locate(record)
      await symbolizer.close()
      return located
    } catch {
      await symbolizer.close()
      throw error
    }
  }

  /// Runs `body` with one target a core, at most `count`, and ends their processes whatever becomes of it.
  private func withTargets<Result>(
    _ command: ProgramCommand, _ limits: ExecutionLimits, count: Int, _ body: ([Target]) async throws -> Result
  ) async throws -> Result {
    let targets = cores.prefix(max(1, count)).map { core in
      kit.target(for: command, limits: limits, core: core, sandbox: sandbox, toolchain: toolchain)
    }
    let result: Swift.Result<Result, any Error>
    do {
      result = .success(try await body(targets))
    } catch let fault as TargetFault {
      result = .failure(GradingError.cannotExplore(program: command.words[0], reason: fault.outcome.detail))
    } catch {
      result = .failure(error)
    }
    for target in targets { await target.close() }
    return try result.get()
  }
}

/// Schedules that wait for a worker, and what became of the others. Which worker takes a block makes no difference.
private actor Survey {
  /// Schedules in one request: what is found does not depend on it, how often progress is told does.
  private static let size = 16

  private let schedules: Int
  private var asked = 0
  private var finished = 0
  private(set) var outcomes = OutcomeSet()

  nonisolated var blocks: Int { (schedules + Self.size - 1) / Self.size }

  init(schedules: Int) { self.schedules = schedules }

  func next() -> Range<Int>? {
    guard asked < schedules else { return nil }
    let block = asked..<min(asked + Self.size, schedules)
    asked = block.upperBound
    return block
  }

  /// Gives how many schedules have been run.
  func add(_ records: [ExecutionRecord]) -> Int {
    for record in records { outcomes.add(record) }
    finished += records.count
    return finished
  }
}
