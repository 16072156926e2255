import Records
import Testing

@Suite("Early time-outs and spurious wake-ups")
struct EarlyWakeupTests {
  @Test(
    "happen only where the property allows them, and accuse nobody who expects them",
    arguments: [
      "if-holds-without-spurious-wakeups", "while-holds-with-spurious-wakeups", "sleep-orders-without-early-timeouts",
      "time-out-or-signal", "pauses-stay-pauses", "far-deadlines-stay-far",
    ])
  func correctPrograms(property: String) throws {
    let target = try FixtureTarget()
    #expect(try target.sample(property, count: 500).failure == nil)
  }

  @Test(
    "find who relies on the signal or the sleep, and replay from the schedule",
    arguments: [
      ("if-fails-with-spurious-wakeups", EventKind.spuriousWakeup, "condition 1" as String?),
      ("sleep-does-not-order-with-early-timeouts", .earlyTimeout, nil),
    ])
  func mistakes(property: String, event: EventKind, object: String?) throws {
    let target = try FixtureTarget()
    let failure = try #require(try target.sample(property, count: 500).failure)
    #expect(failure.outcome.verdict == .failed)
    let replayed = try target.replay(property, failure)
    #expect(replayed.digest == failure.digest)
    #expect(replayed.schedule == failure.schedule)
    let wakeups = replayed.events.filter { $0.kind == event }
    #expect(wakeups.count == 1)
    #expect(wakeups.first?.thread == 0)
    #expect(wakeups.first?.object == object)
    // The wake-up is a deviation like others: without it nothing fails.
    var without = failure
    without.schedule = Schedule()
    #expect(try target.replay(property, without).outcome.verdict == .passed)
  }

  @Test("end timed waits either way, and replay every schedule to the same events")
  func eitherWay() throws {
    let target = try FixtureTarget()
    var notes: Set<String> = []
    for index in 0..<200 {
      let sampled = try target.sample("time-out-or-signal", count: 1, first: index).firstExecution
      let replayed = try target.replay("time-out-or-signal", sampled)
      #expect(replayed.digest == sampled.digest, "schedule \(index)")
      notes.formUnion(replayed.events.compactMap { $0.kind == .note ? $0.text : nil })
    }
    #expect(notes == ["success", "timedOut"])
  }
}
