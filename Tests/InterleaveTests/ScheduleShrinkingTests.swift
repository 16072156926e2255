import Records
import Testing

@testable import Exploration

/// Shrinks what real executions found: every candidate is replayed by the target.
@Suite("A failing schedule of a real program")
struct ScheduleShrinkingTests {
  @Test(
    "is shrunk to the few switches it takes, and replays to the same events",
    arguments: [
      ("lost-update", 1), ("if-for-while", 2), ("lock-order", 1), ("locks-itself", 0), ("wakes-the-wrong-waiter", 6),
      ("register-without-lock", 2),
    ])
  func shrinks(property: String, deviations: Int) throws {
    let target = try FixtureTarget()
    // Random walks change threads all the time: there is much to take out.
    let failure = try #require(try target.sample(property, count: 300, strategies: ["random"]).failure)
    var shrinker = ScheduleShrinker(failure: failure, effort: Effort.standard.schedule)
    while let anchors = shrinker.next() {
      let execution = try target.replay(property, input: failure.input, anchors: anchors, detailed: false)
      #expect(execution.events.isEmpty)
      let fails =
        execution.outcome.verdict == failure.outcome.verdict && execution.outcome.cause == failure.outcome.cause
      shrinker.tried(execution, fails: fails)
    }
    let best = shrinker.best
    #expect(best.size <= failure.size)
    #expect(best.schedule.deviations.count <= deviations, "\(failure.size) became \(best.size)")

    // By the choices or by where the threads stood, it is the same execution.
    let replay = try FixtureTarget().replay(property, best)
    #expect(try target.replay(property, input: best.input, anchors: best.anchors) == replay)
    #expect(replay.digest == best.digest)
    #expect(replay.size == best.size)
    #expect(replay.outcome.verdict == failure.outcome.verdict)
    #expect(replay.critical.count == best.schedule.deviations.count)
    for (critical, deviation) in zip(replay.critical, best.schedule.deviations) {
      #expect(critical.chosen == Int(deviation.thread))
      if let step = critical.lastStep { #expect(replay.events[step - 1].thread == critical.running) }
      if let step = critical.nextStep { #expect(replay.events[step - 1].thread == critical.running) }
      if let first = critical.firstChosenStep, let last = critical.lastChosenStep {
        #expect(replay.events[first - 1].thread == critical.chosen && replay.events[last - 1].thread == critical.chosen)
        #expect((critical.lastStep ?? 0) < first && first <= last && last < (critical.nextStep ?? .max))
      }
    }
  }

  @Test("names the step before and the step after which another thread ran")
  func lostUpdate() throws {
    let target = try FixtureTarget()
    let failure = try #require(try target.sample("lost-update", count: 300, strategies: ["random"]).failure)
    var shrinker = ScheduleShrinker(failure: failure, effort: Effort.standard.schedule)
    while let anchors = shrinker.next() {
      let execution = try target.replay("lost-update", input: failure.input, anchors: anchors, detailed: false)
      shrinker.tried(execution, fails: execution.outcome.verdict == .failed)
    }
    let replay = try target.replay("lost-update", shrinker.best)
    let critical = try #require(replay.critical.first)
    #expect(critical.kind == .preempted)
    // Between the read and the write of one increment.
    #expect(replay.events[try #require(critical.lastStep) - 1].kind == .read)
    #expect(replay.events[try #require(critical.nextStep) - 1].kind == .write)
  }
}
