import Records
import Testing

@Suite("The target judges histories")
struct HistoryTests {
  @Test("and accuses no linearizable object", arguments: ["register-with-lock", "two-histories"])
  func linearizable(property: String) throws {
    let reply = try FixtureTarget().sample(property, count: 300)
    #expect(reply.failure?.outcome == nil)
    #expect(reply.executions == 300)
  }

  @Test("of executions that passed, and a replay shows the same violation")
  func violation() throws {
    let target = try FixtureTarget()
    let failure = try #require(try target.sample("register-without-lock", count: 300).failure)
    #expect(failure.outcome.verdict == .failed)
    #expect(failure.outcome.cause == .notLinearizable)
    let history = try #require(failure.outcome.history)
    #expect(history.model == "register(initial: 0)")
    #expect(history.operations[history.inexplicable].reply != nil)
    let replay = try target.replay("register-without-lock", failure)
    #expect(replay.outcome.history == history)
    #expect(replay.digest == failure.digest)
    for operation in history.operations {
      let called = replay.events[operation.invoked - 1]
      #expect(called.kind == .operationBegin && called.text == operation.call && called.thread == operation.thread)
      if let responded = operation.responded { #expect(replay.events[responded - 1].kind == .operationEnd) }
    }
  }

  @Test("and says what it cannot judge")
  func unreadable() throws {
    let outcome = try #require(try FixtureTarget().sample("history-of-the-unknown", count: 1).failure).outcome
    #expect(outcome.verdict == .notGraded)
    #expect(outcome.cause == .historyUnreadable)
    #expect(outcome.detail?.hasPrefix("the model `register` has no operation `increment()`; it has `read()`") == true)
  }

  @Test("and gives up on a history in which too much overlaps")
  func undecided() throws {
    let outcome = try #require(try FixtureTarget().sample("history-of-too-much", count: 1).failure).outcome
    #expect(outcome == Outcome(.notGraded, cause: .historyUndecided))
  }
}
