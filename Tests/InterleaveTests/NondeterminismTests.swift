import Exploration
import Foundation
import Records
import Testing

@Suite("What differs from run to run")
struct NondeterminismTests {
  @Test(
    "is fixed where the engine can: in every process, the answers are the same",
    arguments: ["clock-by-number", "identity-by-number", "random-device", "load-of-the-machine", "addresses"])
  func fixed(property: String) throws {
    let first = try FixtureTarget(), second = try FixtureTarget()
    for index in 0..<3 {
      let execution = try first.sample(property, count: 1, first: index).firstExecution
      #expect(execution.outcome.verdict == .passed)
      #expect(try second.sample(property, count: 1, first: index).firstExecution == execution)
    }
  }

  @Test("is not what was asked of the target before: memory and descriptors are as they would have been")
  func likeState() throws {
    let target = try FixtureTarget()
    let first = try target.sample("new-memory", count: 1).firstExecution
    for (property, count) in [("nslock", 3), ("concurrent-perform", 2), ("lock-order", 20), ("if-for-while", 5)] {
      if let failure = try target.sample(property, count: count).failure { _ = try target.replay(property, failure) }
      #expect(try target.sample("new-memory", count: 1).firstExecution == first, "after \(property)")
    }
  }

  @Test(
    "is refused by name where it cannot",
    arguments: [
      ("reads-uptime", "opening /proc/uptime"), ("reads-own-state", "opening /proc/self/stat"),
      ("clones-by-number", "clone3"),
    ])
  func refused(property: String, call: String) throws {
    let outcome = try #require(try FixtureTarget().sample(property, count: 1).failure).outcome
    #expect(outcome.verdict == .notGraded)
    #expect(outcome.cause == .unmodelledCall)
    #expect(outcome.detail == call)
    #expect(outcome.offset != nil)
  }

  @Test(
    "is reported with the first step that differs, where neither saw it coming",
    arguments: [
      ("processor-counter", "counter"), ("kernel-clock", "clock"), ("identity-by-instruction", "process"),
    ])
  func reported(property: String, what: String) async throws {
    let outcome = try await finding(property).outcome
    #expect(outcome.verdict == .notGraded)
    #expect(outcome.cause == .nondeterminism)
    let detail = try #require(outcome.detail)
    #expect(
      detail.wholeMatch(
        of: /step 2 was note «(\w+) \d+» in thread 0, and note «(\w+) \d+» in thread 0 the next time/
      )
      .map { [$0.1, $0.2] } == [what[...], what[...]],
      "\(detail)")
  }

  @Test("is raced for where one thread changes the environment that another reads")
  func environment() throws {
    let target = try FixtureTarget()
    let failure = try #require(try target.sample("environment-without-lock", count: 20, racesFail: true).failure)
    #expect(failure.outcome.verdict == .raced)
    for property in ["environment-behind-lock", "environment-only-read"] {
      #expect(try target.sample(property, count: 100, racesFail: true).failure == nil)
    }
  }

  @Test("is reported when it decides what threads do")
  func decisions() async throws {
    let outcome = try await finding("processor-counter-decides").outcome
    #expect(outcome.cause == .nondeterminism, "\(outcome)")
  }

  @Test("is reported when an execution leaves behind what the next one finds")
  func leftBehind() async throws {
    let file = FileManager.default.temporaryDirectory.appending(component: "left-behind-\(getpid())")
    defer { try? FileManager.default.removeItem(at: file) }
    let outcome = try await finding("file-left-behind", environment: ["WORKBOOK_FIXTURE_FILE": file.path]).outcome
    #expect(outcome.cause == .nondeterminism)
  }

  /// What exploring the property finds, as the grader does.
  private func finding(
    _ property: String, environment: [String: String] = [:]
  ) async throws -> PropertyExploration.Finding {
    let target = Target { try FixtureChannel(environment: environment) }
    var exploration = PropertyExploration(
      property: property,
      plan: ExplorationPlan(seed: 1, schedules: 60, strategies: Strategy.portfolio, limits: ExecutionLimits()))
    while exploration.finding == nil { try await exploration.advance(on: target) }
    await target.close()
    return try #require(exploration.finding)
  }
}

/// Unchecked: one exploration asks it, in turn.
private final class FixtureChannel: TargetChannel, @unchecked Sendable {
  private let target: FixtureTarget

  init(environment: [String: String]) throws {
    target = try FixtureTarget(environment: environment)
  }

  func exchange(_ line: String) async throws -> String {
    String(decoding: try target.exchange(Data(line.utf8)).dropLast(), as: UTF8.self)
  }

  func close() async {}
}
