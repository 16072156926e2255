import Records
import Testing

@Suite("The engine")
struct EngineTests {
  static let correct = [
    "nslock", "nsrecursivelock", "pthread-mutex-static", "rwlock", "spinlock", "dispatch-semaphore", "posix-semaphore",
    "synchronization-mutex", "atomic", "serial-queue", "dispatch-group", "concurrent-perform", "foundation-thread",
    "condition-times-out", "semaphore-times-out", "lazy-global-is-made-once", "try-lock", "clocks-are-virtual",
    "every-sleep-takes-time",
    "errors-of-mutex-types", "thread-locals-end-before-join", "detached-threads", "signal-wakes-any-waiter",
  ]

  @Test("accuses no correct program", arguments: correct)
  func correctPrograms(property: String) throws {
    let reply = try FixtureTarget().sample(property, count: 300, racesFail: true)
    #expect(reply.failure == nil)
    #expect(reply.executions == 300)
  }

  @Test(
    "finds each mistake, and replays it to the same events",
    arguments: [
      ("lost-update", Verdict.failed), ("if-for-while", .failed), ("lock-order", .deadlocked),
      ("locks-itself", .deadlocked),
      ("idle-pool-does-not-hide-it", .deadlocked), ("polls-for-ever", .livelocked),
      ("wakes-the-wrong-waiter", .deadlocked),
    ])
  func mistakes(property: String, verdict: Verdict) throws {
    let target = try FixtureTarget()
    let failure = try #require(try target.sample(property, count: 300).failure)
    #expect(failure.outcome.verdict == verdict)
    let first = try target.replay(property, failure), second = try FixtureTarget().replay(property, failure)
    #expect(first.digest == failure.digest)
    #expect(first.steps == failure.steps)
    #expect(first.schedule == failure.schedule)
    #expect(first == second)
    #expect(!first.events.isEmpty)
  }

  @Test("replays every sampled schedule to the same events", arguments: correct)
  func replays(property: String) throws {
    let target = try FixtureTarget()
    for index in 0..<30 {
      let sampled = try target.sample(property, count: 1, first: index).firstExecution
      let replayed = try target.replay(property, sampled)
      #expect(replayed.digest == sampled.digest, "schedule \(index)")
      #expect(replayed.outcome == sampled.outcome, "schedule \(index)")
    }
  }

  @Test("names who waits for what in a deadlock")
  func deadlockIsNamed() throws {
    let target = try FixtureTarget()
    let failure = try #require(try target.sample("lock-order", count: 300).failure)
    let waiting = try target.replay("lock-order", failure).outcome.waiting
    #expect(waiting.map(\.thread) == [0, 1, 2])
    #expect(waiting.map(\.operation) == [.join, .lock, .lock])
    #expect(waiting.map(\.heldBy) == [nil, 2, 1])
    #expect(waiting.allSatisfy { $0.offset != nil })
  }

  @Test("knows the exercise's line behind every wait, through the libraries between")
  func placesOfWaits() throws {
    let target = try FixtureTarget()
    for property in ["semaphore-times-out", "condition-times-out", "nslock", "synchronization-mutex"] {
      let execution = try target.replay(property, target.sample(property, count: 1).firstExecution)
      let waits = execution.events.filter { [.acquire, .wait, .lock, .unlock, .futexWait].contains($0.kind) }
      #expect(!waits.isEmpty)
      #expect(waits.allSatisfy { $0.offset != nil }, "\(property)")
    }
  }

  @Test("lets time pass for threads that poll")
  func pollingEnds() throws {
    let reply = try FixtureTarget().sample("polling-ends", count: 50)
    #expect(reply.failure == nil)
    #expect(reply.mostSteps > ExecutionLimits().steps)
  }

  @Test(
    "samples the same executions whether asked at once or one by one",
    arguments: ["random", "pct-2", "pct-3", "pos", "surw"] as [Strategy])
  func indexDecides(strategy: Strategy) throws {
    let target = try FixtureTarget()
    _ = try target.sample("atomic", count: 20, strategies: [strategy])
    let executions = try (40..<60).map {
      try target.sample("nslock", count: 1, first: $0, strategies: [strategy]).firstExecution
    }
    #expect(Set(executions.map(\.digest)).count > 1)
    let alone = try FixtureTarget().sample("nslock", count: 1, first: 59, strategies: [strategy])
    #expect(alone.firstExecution == executions.last)
  }

  @Test("fixes randomness, and keeps what is printed")
  func surroundings() throws {
    let target = try FixtureTarget()
    let first = try target.sample("random-is-fixed", count: 2)
    #expect(
      first.firstExecution.digest
        == (try FixtureTarget().sample("random-is-fixed", count: 1, first: 7).firstExecution.digest))
    #expect(try target.sample("printing-is-kept", count: 1).firstExecution.output == "hello\n")
  }

  @Test(
    "judges every way an execution can end",
    arguments: [
      ("throws", Verdict.failed, nil as Cause?, "the property ended with the error Refused()" as String?),
      ("exits", .endedEarly, .exitCall, "exit(3)"),
      ("exits-past-the-engine", .endedEarly, nil, "exit status 5"),
      ("crashes", .crashed, nil, "SIGILL"),
      ("kills-itself", .crashed, nil, "SIGTERM"),
      ("kills-its-parent", .failed, nil, "the property ended with the error Refused()"),
      ("loops", .timedOut, .processorTime, nil),
      ("sleeps-for-ever", .timedOut, .virtualTime, nil),
      ("allocates", .outOfMemory, nil, nil),
      ("starts-threads", .limitExceeded, .threads, nil),
      ("prints", .limitExceeded, .output, nil),
      ("writes-a-large-file", .limitExceeded, .fileSize, nil),
      ("opens-a-socket", .notGraded, .unmodelledCall, "socket"),
    ])
  func endings(property: String, verdict: Verdict, cause: Cause?, detail: String?) throws {
    let limits = ExecutionLimits(
      processorSeconds: 1, wallSeconds: 600, memoryBytes: 64 << 20, threads: 32, outputBytes: 64 << 10,
      fileBytes: 1 << 20)
    let outcome = try #require(try FixtureTarget().sample(property, count: 1, limits: limits).failure).outcome
    #expect(outcome.verdict == verdict)
    #expect(outcome.cause == cause)
    #expect(outcome.detail == detail)
  }

  @Test("refuses what it does not know")
  func refusals() throws {
    let target = try FixtureTarget()
    let request = SampleRequest(
      property: "no-such", seed: 1, first: 0, count: 1, strategies: ["random"], limits: ExecutionLimits())
    #expect(try target.ask(.sample(request)) == .refused("the exercise has no property `no-such`"))
    guard case .properties(let properties) = try target.ask(.describe) else {
      Issue.record("no list of properties")
      return
    }
    #expect(properties.first == "nslock")
  }
}
