// Explores a built exercise's properties on every worker.

internal import Course
internal import Exploration
internal import Foundation
internal import Records

/// A built work, being graded.
struct ExerciseRun: Sendable {
  let work: GradedWork
  let inputs: BuildInputs
  let library: BuiltLibrary
  let grader: Grader
  let options: GradingOptions

  /// The host could not open the library, with the loader's reason.
  struct LibraryRefused: Error {
    var reason: String
  }

  /// Every property's result, in the manifest's order.
  func explore(progress: @escaping @Sendable (GradingProgress) -> Void) async throws -> [PropertyResult] {
    let explorations = work.exercise.properties.map {
      PropertyExploration(property: $0.id, plan: plan(of: $0.id))
    }
    return try await withWorkers(on: grader.cores.prefix(max(1, explorations.count))) { workers in
      try await checkProperties(on: workers[0].target)
      progress(.built(library.result))
      let queue = ExplorationQueue(explorations)
      return try await withThrowingTaskGroup { group in
        for worker in workers {
          group.addTask {
            while var exploration = await queue.next() {
              try await exploration.advance(on: worker.target)
              guard exploration.finding != nil else {
                await queue.putBack(exploration)
                continue
              }
              let result = try await self.result(of: exploration, worker.symbolizer)
              progress(.judged(result))
              await queue.finish(result)
            }
          }
        }
        try await group.waitForAll()
        let results = await queue.results
        return work.exercise.properties.compactMap { results[$0.id] }
      }
    }
  }

  /// The execution that a token names, with lines.
  func replay(_ token: ReplayToken) async throws -> ExecutionRecord {
    try await withWorkers(on: grader.cores.prefix(1)) { workers in
      let request = ReplayRequest(
        property: token.property, input: token.input, schedule: token.schedule,
        limits: limits(of: token.property), racesFail: racesFail(token.property))
      do {
        return try await workers[0].symbolizer.locate(try await workers[0].target.replay(request))
      } catch let fault as TargetFault {
        throw GradingError.replayFailed(reason: fault.outcome.detail)
      }
    }
  }

  /// What works on one property at a time. Its processes start when they are first needed.
  private struct Worker {
    let target: Target
    let symbolizer: Symbolizer
  }

  /// Runs `body`, and ends the workers' processes whatever becomes of it.
  private func withWorkers<Result>(
    on cores: ArraySlice<Int>, _ body: ([Worker]) async throws -> Result
  ) async throws -> Result {
    let (kit, sandbox, toolchain) = (grader.builder.kit, grader.builder.sandbox, grader.builder.toolchain)
    let limits = work.exercise.limits.execution
    let workers = cores.map { core in
      Worker(
        target: kit.target(for: library, limits: limits, core: core, sandbox: sandbox, toolchain: toolchain),
        symbolizer: Symbolizer(object: library.path, inputs: inputs, sandbox: sandbox, toolchain: toolchain))
    }
    let result: Swift.Result<Result, any Error>
    do {
      result = .success(try await body(workers))
    } catch {
      result = .failure(error)
    }
    for worker in workers {
      await worker.target.close()
      await worker.symbolizer.close()
    }
    return try result.get()
  }

  /// The manifest's properties are those of the property file.
  private func checkProperties(on target: Target) async throws {
    let declared: [String]
    do {
      declared = try await target.describe()
    } catch TargetFault.refused(let reason) {
      // A symbol that nothing defines is found only here: the kit's and the engine's are not there at link time.
      if reason.contains("undefined symbol") { throw LibraryRefused(reason: reason) }
      throw GradingError.exerciseRefused(reason: reason)
    } catch is TargetFault {
      // Every property will meet the same fault, and be judged by it.
      return
    }
    let missing = work.exercise.properties.map(\.id).filter { !declared.contains($0) }
    guard missing.isEmpty else {
      throw GradingError.propertiesNotDeclared(file: work.exercise.propertiesFile(.swift).path, missing)
    }
  }

  private func racesFail(_ property: String) -> Bool {
    work.exercise.properties.contains { $0.id == property && $0.races == .failure }
  }

  private func limits(of property: String) -> ExecutionLimits {
    work.exercise.properties.first { $0.id == property }?.limits ?? work.exercise.limits.execution
  }

  private func plan(of property: String) -> ExplorationPlan {
    let budget = work.exercise.budget
    let schedules = options.schedulesOfProperty[property] ?? options.schedules ?? budget.schedules
    return ExplorationPlan(
      seed: options.seed ?? budget.seed, schedules: schedules, searched: schedules / 4,
      strategies: budget.strategies, limits: limits(of: property), racesFail: racesFail(property))
  }

  private func result(of exploration: PropertyExploration, _ symbolizer: Symbolizer) async throws -> PropertyResult {
    let finding = exploration.finding!
    let maxPoints = work.exercise.properties.first { $0.id == exploration.property }!.points
    let passed = finding.outcome.verdict == .passed
    var remark: FailureReport?
    if let race = finding.remark {
      let shown = PropertyExploration.Finding(outcome: race.outcome, record: race)
      remark = try await report(shown, of: exploration.property, symbolizer)
    }
    return PropertyResult(
      property: exploration.property, verdict: finding.outcome.verdict, points: passed ? maxPoints : 0,
      maxPoints: maxPoints, schedules: exploration.schedules, budget: exploration.plan.schedules,
      coverage: exploration.coverage,
      failure: passed ? nil : try await report(finding, of: exploration.property, symbolizer), remark: remark,
      racesMissed: exploration.racesMissed)
  }

  private func report(
    _ finding: PropertyExploration.Finding, of property: String, _ symbolizer: Symbolizer
  ) async throws -> FailureReport {
    guard var record = finding.record else { return FailureReport(outcome: finding.outcome) }
    record.outcome = finding.outcome
    record = try await symbolizer.locate(record)
    let token = ReplayToken(
      exercise: work.exercise.id, property: property, fingerprint: inputs.fingerprint, input: record.input,
      schedule: record.schedule)
    return FailureReport(
      outcome: record.outcome, values: record.values, threads: record.threads, events: record.events,
      eventsTruncated: record.eventsTruncated, output: record.output, outputTruncated: record.outputTruncated,
      token: record.outcome.cause == .output ? nil : token.encoded, size: record.size, foundSize: finding.foundSize,
      critical: record.knownSwitches)
  }
}

/// Properties that wait for a worker. Each goes to the end of the line after a block, so that every one has its first
/// schedules early; which worker takes it makes no difference to what is found.
private actor ExplorationQueue {
  private var waiting: [PropertyExploration]
  private(set) var results: [String: PropertyResult] = [:]

  init(_ explorations: [PropertyExploration]) { waiting = explorations.reversed() }

  func next() -> PropertyExploration? { waiting.popLast() }

  func putBack(_ exploration: PropertyExploration) { waiting.insert(exploration, at: 0) }

  func finish(_ result: PropertyResult) { results[result.property] = result }
}
