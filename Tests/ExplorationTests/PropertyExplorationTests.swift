import Exploration
import Records
import Testing

@Suite("The exploration of a property")
struct PropertyExplorationTests {
  @Test("A property that holds is run on every schedule of its budget, each index once and in order")
  func passes() async throws {
    let log = ModelTarget.Log()
    let exploration = try await explore(ModelTarget(log: log) { .model(.passed, input: $0, index: $1) })
    #expect(exploration.finding?.outcome == Outcome(.passed))
    #expect(exploration.schedules == 1000)
    let indexes = log.all.flatMap { request in
      if case .sample(let sample) = request { return Array(sample.first..<sample.first + sample.count) }
      return []
    }
    #expect(indexes == Array(0..<1000))
    // The first of each of the four blocks is run again.
    #expect(log.executions == 1004)
  }

  @Test("The first failing schedule is the one that counts")
  func firstFailure() async throws {
    let exploration = try await explore(
      ModelTarget { .model($1 < 70 ? .passed : .failed, input: $0, index: $1) })
    #expect(exploration.finding?.outcome.verdict == .failed)
    #expect(exploration.schedules == 71)
    #expect(exploration.finding?.record?.events.count == 1)
  }

  @Test(
    "A race alone is a failure or a remark, as the plan says, after every schedule was tried", arguments: [true, false])
  func races(racesFail: Bool) async throws {
    let model = ModelTarget { input, index in
      let record = ExecutionRecord.model(.passed, input: input, index: index)
      return index == 70 ? record.withRace() : record
    }
    let exploration = try await explore(model, racesFail: racesFail)
    let finding = try #require(exploration.finding)
    #expect(exploration.schedules == 1000)
    #expect(finding.outcome.verdict == (racesFail ? .raced : .passed))
    #expect((racesFail ? finding.record : finding.remark)?.outcome.race != nil)
    #expect((racesFail ? finding.remark : finding.record) == nil)
  }

  @Test("Another failure explains more than a race that came before it")
  func racesComeLast() async throws {
    let model = ModelTarget {
      ExecutionRecord.model($1 < 70 ? .passed : .failed, input: $0, index: $1).withRace()
    }
    let finding = try #require(try await explore(model, racesFail: true).finding)
    #expect(finding.outcome.verdict == .failed && finding.outcome.race != nil && finding.remark == nil)
  }

  @Test("A passing execution that does not repeat is not graded, and the message says at which step")
  func passingNondeterminism() async throws {
    let exploration = try await explore(
      ModelTarget(
        tamper: { number, reply in
          guard case .replayed(var record) = reply else { return reply }
          record.digest = UInt64(number)
          record.events = [Event(thread: 1, kind: .lock, object: "mutex \(number)")]
          return .replayed(record)
        }, model: { .model(.passed, input: $0, index: $1) }))
    #expect(exploration.finding?.outcome.verdict == .notGraded)
    #expect(exploration.finding?.outcome.cause == .nondeterminism)
    #expect(
      exploration.finding?.outcome.detail
        == "step 1 was lock mutex 1 in thread 1, and lock mutex 2 in thread 1 the next time")
  }

  @Test("A failure whose replay passes is not graded")
  func failingNondeterminism() async throws {
    let exploration = try await explore(
      ModelTarget(
        tamper: { _, reply in
          guard case .replayed(var record) = reply else { return reply }
          record.outcome = Outcome(.passed)
          return .replayed(record)
        }, model: { .model(.failed, input: $0, index: $1) }))
    #expect(exploration.finding?.outcome.cause == .nondeterminism)
    #expect(exploration.finding?.outcome.detail?.hasPrefix("it was failed after 10 choices, and passed") == true)
  }

  @Test(
    "An execution that only the machine ended is run again, and held against nobody when it then passes",
    arguments: [0, 20],
    [
      Outcome(.timedOut, cause: .processorTime), Outcome(.timedOut, cause: .wallTime),
      Outcome(.crashed, detail: "SIGKILL"),
    ])
  func starvedMachine(index: Int, outcome: Outcome) async throws {
    let exploration = try await explore(
      ModelTarget(
        tamper: { _, reply in
          guard case .replayed(var record) = reply, record.outcome == outcome else { return reply }
          record.outcome = Outcome(.passed)
          return .replayed(record)
        },
        model: {
          var record = ExecutionRecord.model(.passed, input: $0, index: $1)
          if $1 == index { record.outcome = outcome }
          return record
        }))
    #expect(exploration.finding?.outcome == Outcome(.passed))
    #expect(exploration.schedules == 1000)
  }

  @Test("A call that is not modelled ends the property at once, with nothing run again")
  func unmodelled() async throws {
    let log = ModelTarget.Log()
    let exploration = try await explore(
      ModelTarget(log: log) { .model(.notGraded, cause: .unmodelledCall, input: $0, index: $1) })
    #expect(exploration.finding?.outcome.cause == .unmodelledCall)
    #expect(log.executions == 1)
  }

  @Test(
    "An execution that used up its real time is run again once, and no more",
    arguments: [.processorTime, .wallTime] as [Cause])
  func realTime(cause: Cause) async throws {
    let log = ModelTarget.Log()
    let exploration = try await explore(
      ModelTarget(log: log) { .model(.timedOut, cause: cause, input: $0, index: $1) })
    #expect(exploration.finding?.outcome == Outcome(.timedOut, cause: cause))
    #expect(log.executions == 2)
  }

  @Test("An execution that a paused machine ended is judged by what its second run does")
  func pausedFailure() async throws {
    let exploration = try await explore(
      ModelTarget(
        tamper: { number, reply in
          guard number == 0, case .sampled(var sampled) = reply else { return reply }
          sampled.failure?.outcome = Outcome(.timedOut, cause: .wallTime)
          sampled.firstExecution.outcome = Outcome(.timedOut, cause: .wallTime)
          return .sampled(sampled)
        }, model: { .model(.deadlocked, input: $0, index: $1) }))
    #expect(exploration.finding?.outcome.verdict == .deadlocked)
    #expect(exploration.schedules == 1)
  }
}
