// What speaking with the grader needs of the runtime, made before any execution is forked.

internal import Foundation
internal import Records

/// Codes a message of each kind, so that every execution is forked from the same state: else the first would find fewer
/// of the runtime's tables made than the next, allocate them itself, and have its own objects at other addresses.
func prepareCoding(_ encoder: JSONEncoder, _ decoder: JSONDecoder) throws {
  let limits = ExecutionLimits()
  let schedule = Schedule([Deviation(skip: 0, thread: 1)])
  let location = SourceLocation(file: "", line: 1)
  let waiting = Waiting(thread: 0, operation: .lock, object: "", heldBy: 0, offset: 0, location: location)
  let record = ExecutionRecord(
    index: 0,
    outcome: Outcome(.failed, cause: .exitCall, detail: "", location: location, offset: 0, waiting: [waiting]),
    input: [0], values: [InputValue(label: "", value: "")], schedule: schedule, threads: ["main"],
    events: [Event(thread: 0, kind: .lock, object: "", text: "", offset: 0)])
  let requests: [Request] = [
    .describe, .replay(ReplayRequest(property: "", input: [0], schedule: schedule, limits: limits)),
    .sample(
      SampleRequest(
        property: "", seed: 0, first: 0, count: 1, input: [0], strategies: [.randomWalk, .pct(depth: 2), .pos, .surw],
        limits: limits)),
  ]
  let replies: [Reply] = [
    .properties([""]), .replayed(record), .refused(""),
    .sampled(SampleReply(executions: 1, mostSteps: 0, failure: record, firstExecution: record)),
  ]
  // Twice: some tables grow with the second use.
  for _ in 1...2 {
    for request in requests { _ = try decoder.decode(Request.self, from: encoder.encode(request)) }
    for reply in replies { _ = try encoder.encode(reply) }
    _ = schedule.forEngine
  }
}
