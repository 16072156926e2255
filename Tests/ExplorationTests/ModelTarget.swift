import Foundation
import Records
import Synchronization

@testable import Exploration

/// A target whose executions are computed by a function of the input and the schedule's index.
final class ModelTarget: TargetChannel {
  typealias Model = @Sendable (_ input: [UInt64], _ index: Int) -> ExecutionRecord

  private let model: Model
  /// The input that schedule `index` draws for itself.
  private let draw: @Sendable (_ index: Int) -> [UInt64]
  /// Changes a reply before it is sent; the number counts this channel's replies from 0.
  private let tamper: @Sendable (_ number: Int, _ reply: Reply) -> Reply
  private let log: Log

  /// What the doubles of one test were asked, over all restarts.
  final class Log: Sendable {
    private let requests = Mutex<[Request]>([])
    private let runs = Mutex(0)
    func append(_ request: Request) { requests.withLock { $0.append(request) } }
    func run(_ count: Int) { runs.withLock { $0 += count } }
    var all: [Request] { requests.withLock { $0 } }
    var executions: Int { runs.withLock { $0 } }
  }

  private let replies = Mutex(0)

  init(
    log: Log = Log(), draw: @escaping @Sendable (Int) -> [UInt64] = { _ in [] },
    tamper: @escaping @Sendable (Int, Reply) -> Reply = { $1 }, model: @escaping Model
  ) {
    self.log = log
    self.draw = draw
    self.tamper = tamper
    self.model = model
  }

  func exchange(_ line: String) async throws -> String {
    let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
    log.append(request)
    let number = replies.withLock { count in
      count += 1
      return count - 1
    }
    let data = try JSONEncoder().encode(tamper(number, answer(request)))
    return String(decoding: data, as: UTF8.self)
  }

  func close() async {}

  private func answer(_ request: Request) -> Reply {
    switch request {
    case .describe: return .properties(["holds"])
    case .sample(let sample):
      var first: ExecutionRecord?
      var raced: ExecutionRecord?
      var steps = 0
      for index in sample.first..<sample.first + sample.count {
        var record = model(sample.input ?? draw(index), index)
        record.index = index
        record.judge(racesFail: sample.racesFail)
        if record.outcome.race != nil, record.outcome.verdict == .passed { raced = raced ?? record }
        first = first ?? record
        steps = max(steps, record.steps)
        if record.outcome.verdict != .passed {
          log.run(index - sample.first + 1)
          return .sampled(
            SampleReply(
              executions: index - sample.first + 1, mostSteps: steps, failure: record, firstExecution: first!))
        }
      }
      log.run(sample.count)
      return .sampled(
        SampleReply(executions: sample.count, mostSteps: steps, failure: nil, raced: raced, firstExecution: first!))
    case .survey(let survey):
      log.run(survey.count)
      return .surveyed(
        (survey.first..<survey.first + survey.count).map { index in
          var record = model(survey.input ?? draw(index), index)
          record.index = index
          return record
        })
    case .guide: return .refused("the model has no steps")
    case .replay(let replay):
      log.run(1)
      // The model's schedules name the index they were sampled at.
      let index = replay.anchors.map { $0.first?.step ?? 0 } ?? Int(replay.schedule.deviations.first?.skip ?? 0)
      var record = model(replay.input, index)
      record.judge(racesFail: replay.racesFail)
      return .replayed(record)
    }
  }
}

extension ExecutionRecord {
  fileprivate mutating func judge(racesFail: Bool) {
    if racesFail, outcome.race != nil, outcome.verdict == .passed { outcome.verdict = .raced }
  }

  /// Both accesses of a race are the model's.
  func withRace() -> ExecutionRecord {
    var record = self
    let access = Race.Access(thread: 1, kind: .write, locks: [])
    record.outcome.race = Race(first: access, second: access)
    return record
  }

  /// A record of a model: its one event and its digest tell the input and the index.
  static func model(
    _ verdict: Verdict, cause: Cause? = nil, input: [UInt64], index: Int, deviations: Int = 1, steps: Int = 10
  ) -> ExecutionRecord {
    var schedule = Schedule([Deviation(skip: UInt32(index), thread: 0)])
    schedule.deviations += Array(repeating: Deviation(skip: 0, thread: 1), count: deviations - 1)
    return ExecutionRecord(
      index: index, outcome: Outcome(verdict, cause: cause), input: input, schedule: schedule,
      anchors: schedule.deviations.map { Anchor(.preempted, running: 0, step: Int($0.skip), chosen: Int($0.thread)) },
      steps: steps,
      digest: Fingerprint("\(input) \(index)".utf8).value,
      events: [Event(thread: 0, kind: .note, text: "\(input) \(index)")])
  }
}

/// Explores a model to its finding.
func explore(
  _ model: ModelTarget, schedules: Int = 1000, racesFail: Bool = false, shrinking: Effort = .standard
) async throws -> PropertyExploration {
  let plan = ExplorationPlan(
    seed: 1, schedules: schedules, strategies: [.random], limits: ExecutionLimits(),
    racesFail: racesFail, shrinking: shrinking)
  var exploration = PropertyExploration(property: "holds", plan: plan)
  let target = Target { model }
  while exploration.finding == nil { try await exploration.advance(on: target) }
  return exploration
}
