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
    let targets = grader.cores.prefix(max(1, explorations.count)).map(target)
    let symbolizer = symbolizer
    return try await closing(targets, symbolizer) {
      try await checkProperties(on: targets[0])
      progress(.built(library.result))
      let queue = ExplorationQueue(explorations)
      return try await withThrowingTaskGroup { group in
        for target in targets {
          group.addTask {
            while var exploration = await queue.next() {
              try await exploration.advance(on: target)
              guard exploration.finding != nil else {
                await queue.putBack(exploration)
                continue
              }
              let result = try await self.result(of: exploration, symbolizer)
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
    let target = target(core: grader.cores[0])
    let symbolizer = symbolizer
    return try await closing([target], symbolizer) {
      let request = ReplayRequest(
        property: token.property, input: token.input, schedule: token.schedule, limits: work.exercise.limits.execution)
      do {
        return try await symbolizer.locate(try await target.replay(request))
      } catch let fault as TargetFault {
        throw GradingError(.machine, "the replay failed: \(fault.outcome.detail ?? "the target gave no answer")")
      }
    }
  }

  private var symbolizer: Symbolizer {
    Symbolizer(
      library: library, inputs: inputs, sandbox: grader.builder.sandbox, toolchain: grader.builder.toolchain)
  }

  private func target(core: Int) -> Target {
    let builder = grader.builder
    return builder.kit.target(
      for: library, limits: work.exercise.limits.execution, core: core, sandbox: builder.sandbox,
      toolchain: builder.toolchain)
  }

  /// Runs `body`, and ends the processes whatever becomes of it.
  private func closing<Result>(
    _ targets: [Target], _ symbolizer: Symbolizer, _ body: () async throws -> Result
  ) async throws -> Result {
    let result: Swift.Result<Result, any Error>
    do {
      result = .success(try await body())
    } catch {
      result = .failure(error)
    }
    for target in targets { await target.close() }
    await symbolizer.close()
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
      throw GradingError(.machine, "the target cannot run the exercise: \(reason)")
    } catch is TargetFault {
      // Every property will meet the same fault, and be judged by it.
      return
    }
    let missing = work.exercise.properties.map(\.id).filter { !declared.contains($0) }
    guard missing.isEmpty else {
      throw GradingError(
        .course,
        "`\(work.exercise.propertiesFile(.swift).path)` does not declare \(missing.map { "`\($0)`" }.joined(separator: ", "))",
        hint: "`properties` lists what `exercise.yml` names, each once")
    }
  }

  private func plan(of property: String) -> ExplorationPlan {
    let budget = work.exercise.budget
    return ExplorationPlan(
      seed: options.seed ?? budget.seed,
      schedules: options.schedulesOfProperty[property] ?? options.schedules ?? budget.schedules,
      strategies: budget.strategies, limits: work.exercise.limits.execution)
  }

  private func result(of exploration: PropertyExploration, _ symbolizer: Symbolizer) async throws -> PropertyResult {
    let finding = exploration.finding!
    let maxPoints = work.exercise.properties.first { $0.id == exploration.property }!.points
    let passed = finding.outcome.verdict == .passed
    return PropertyResult(
      property: exploration.property, verdict: finding.outcome.verdict, points: passed ? maxPoints : 0,
      maxPoints: maxPoints, schedules: exploration.schedules, budget: exploration.plan.schedules,
      failure: passed ? nil : try await report(finding, of: exploration.property, symbolizer))
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
      token: token.encoded)
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
