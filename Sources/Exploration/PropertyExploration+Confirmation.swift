// Runs an execution again: nothing is reported that does not happen twice.

internal import Records

extension PropertyExploration {
  /// The failure as it is reported, with its events, once a replay has shown the same.
  func confirm(_ failure: ExecutionRecord, on target: Target) async throws -> Finding {
    guard failure.outcome.isWorthReplaying else { return Finding(outcome: failure.outcome, record: failure) }
    let replay = try await runAgain(failure, on: target)
    if failure.outcome.dependsOnTheMachine {
      guard replay.outcome.verdict == failure.outcome.verdict else {
        return Finding(outcome: .notRepeated(failure.outcome, replay.outcome), record: replay)
      }
      return Finding(outcome: replay.outcome, record: replay.outcome.cause == .output ? replay.withoutEvents : replay)
    }
    let second = try await target.replay(request(for: failure))
    if let difference = Difference(sampled: failure, replay: replay, second: second) {
      return Finding(outcome: difference.outcome, record: replay)
    }
    return Finding(outcome: replay.outcome, record: replay)
  }

  /// The execution to judge: a second run of it where the first ran into a bound on real time or was killed. That may
  /// have been the machine's doing, one that was starved or short of memory; what the code itself does it does again.
  func settled(_ failure: ExecutionRecord, on target: Target) async throws -> ExecutionRecord {
    guard failure.outcome.mayBeTheMachines else { return failure }
    let second = try await runAgain(failure, on: target)
    // The first stands, without events: a bound on real time cuts them off elsewhere every time.
    return second.outcome.mayBeTheMachines ? failure : second
  }

  /// What to report when an execution that passed does not repeat; `nil` when it does.
  func difference(from execution: ExecutionRecord, on target: Target) async throws -> Finding? {
    let replay = try await runAgain(execution, on: target)
    if replay.repeats(execution) { return nil }
    let second = try await target.replay(request(for: execution))
    return Difference(sampled: execution, replay: replay, second: second).map {
      Finding(outcome: $0.outcome, record: replay)
    }
  }

  private func runAgain(_ execution: ExecutionRecord, on target: Target) async throws -> ExecutionRecord {
    var record = try await target.replay(request(for: execution))
    record.index = execution.index
    return record
  }

  private func request(for execution: ExecutionRecord) -> ReplayRequest {
    ReplayRequest(
      property: property, input: execution.input, schedule: execution.schedule, limits: plan.limits,
      racesFail: execution.outcome.verdict == .raced)
  }
}

/// Where runs of one schedule part.
private struct Difference {
  var outcome: Outcome

  init?(sampled: ExecutionRecord, replay: ExecutionRecord, second: ExecutionRecord) {
    if replay.repeats(sampled), second.repeats(sampled) { return nil }
    let detail: String
    if let index = zip(replay.events, second.events).enumerated().first(where: { $1.0 != $1.1 })?.offset {
      detail = "step \(index + 1) was \(replay.events[index].short), and \(second.events[index].short) the next time"
    } else if replay.events.count != second.events.count {
      detail = "it ended after \(replay.events.count) steps, and after \(second.events.count) the next time"
    } else if replay.outcome != second.outcome {
      detail = "it was \(replay.outcome.verdict.rawValue), and \(second.outcome.verdict.rawValue) the next time"
    } else {
      detail =
        "it was \(sampled.outcome.verdict.rawValue) after \(sampled.steps) choices, "
        + "and \(replay.outcome.verdict.rawValue) after \(replay.steps) the next time"
    }
    outcome = Outcome(.notGraded, cause: .nondeterminism, detail: detail)
  }
}

extension ExecutionRecord {
  /// Printing is measured from outside, from time to time: how far a flood got is another matter every time.
  fileprivate var withoutEvents: ExecutionRecord {
    var record = self
    (record.events, record.schedule, record.eventsTruncated) = ([], Schedule(), false)
    return record
  }

  /// Whether both are the same execution, event by event as far as their digests tell.
  fileprivate func repeats(_ other: ExecutionRecord) -> Bool {
    digest == other.digest && steps == other.steps && outcome.verdict == other.outcome.verdict
      && outcome.cause == other.outcome.cause && outcome.detail == other.outcome.detail
  }
}

extension Outcome {
  /// Whether a replay tells more than it costs: not when it ran into a bound on real time twice, nor when nothing was
  /// judged.
  fileprivate var isWorthReplaying: Bool {
    switch verdict {
    case .timedOut: cause == .virtualTime
    case .notGraded, .tampered: false
    default: true
    }
  }

  fileprivate var mayBeTheMachines: Bool {
    switch verdict {
    case .timedOut: cause != .virtualTime
    case .crashed: detail == "SIGKILL"
    default: false
    }
  }

  /// Whether the point where it ended is the machine's choice, so that the events up to it may be more or fewer.
  fileprivate var dependsOnTheMachine: Bool {
    verdict == .outOfMemory || verdict == .limitExceeded
  }

  fileprivate static func notRepeated(_ first: Outcome, _ second: Outcome) -> Outcome {
    Outcome(
      .notGraded, cause: .nondeterminism,
      detail: "it was \(first.verdict.rawValue), and \(second.verdict.rawValue) the next time")
  }
}

extension Event {
  /// A few words for a message: `lock mutex 1 in thread 2`.
  fileprivate var short: String {
    [kind.rawValue, object, text.map { "«\($0)»" }, "in thread \(thread)"].compactMap(\.self).joined(separator: " ")
  }
}
