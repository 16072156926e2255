import Foundation
import Records
import Testing

@Suite("Processes")
struct ProcessTests {
  static let correct = [
    "process-ends-with-its-status", "process-has-its-own-memory", "pipe-carries-a-mebibyte",
    "pipe-ends-with-its-last-writer", "short-messages-stay-whole", "pipe-without-readers-breaks",
    "pipe-without-waiting", "socket-pair-talks-both-ways", "poll-waits-in-virtual-time",
    "zombie-stays-until-waited-for", "wait-tells-children-apart", "terminate-ends-a-waiting-child",
    "crash-of-a-child-is-its-own", "process-lock-excludes", "shared-semaphore-and-condition", "threads-of-a-child",
    "orphans-end-with-the-execution", "fifo-waits-for-its-writer", "fifo-waits-for-its-reader", "streams-over-a-pipe",
    "receives-all-that-it-asks-for", "copies-of-a-counter-are-one", "counter-closed-by-a-child",
  ]

  @Test("are controlled as threads are, and every schedule replays", arguments: correct)
  func correctPrograms(property: String) throws {
    let target = try FixtureTarget()
    let reply = try target.sample(property, count: 60)
    #expect(reply.failure == nil)
    for index in 0..<10 {
      let sampled = try target.sample(property, count: 1, first: index).firstExecution
      let replayed = try target.replay(property, sampled)
      #expect(replayed.digest == sampled.digest, "schedule \(index)")
      #expect(replayed.outcome == sampled.outcome, "schedule \(index)")
    }
  }

  @Test(
    "have their mistakes found, and replayed to the same events",
    arguments: [
      ("processes-lose-updates", Verdict.failed), ("processes-lock-in-two-orders", .deadlocked),
      ("write-end-left-open", .deadlocked), ("long-messages-come-mixed", .failed), ("child-expects-in-vain", .failed),
      ("fifo-without-a-writer", .deadlocked),
    ])
  func mistakes(property: String, verdict: Verdict) throws {
    let target = try FixtureTarget()
    let failure = try #require(try target.sample(property, count: 300).failure)
    #expect(failure.outcome.verdict == verdict)
    let first = try target.replay(property, failure), second = try FixtureTarget().replay(property, failure)
    #expect(first.digest == failure.digest)
    #expect(first == second)
  }

  @Test("are named in a deadlock, with what each waits for")
  func deadlockIsNamed() throws {
    let target = try FixtureTarget()
    let failure = try #require(try target.sample("processes-lock-in-two-orders", count: 300).failure)
    let execution = try target.replay("processes-lock-in-two-orders", failure)
    #expect(execution.threads == ["main", "worker-0/main", "worker-1/main"])
    #expect(execution.outcome.waiting.map(\.operation) == [.join, .lock, .lock])
    #expect(execution.outcome.waiting.map(\.heldBy) == [nil, 2, 1])
    #expect(execution.outcome.waiting.first?.object == "process 1")
  }

  @Test("that compute for ever end the execution by the limit on processor time")
  func limits() throws {
    let limits = ExecutionLimits(processorSeconds: 1, wallSeconds: 600)
    let outcome = try #require(
      try FixtureTarget().sample("child-computes-for-ever", count: 1, limits: limits).failure
    ).outcome
    #expect(outcome.verdict == .timedOut)
    #expect(outcome.cause == .processorTime)
  }

  @Test("are all gone when their execution has ended")
  func noneIsLeft() throws {
    let target = try FixtureTarget()
    _ = try target.sample("orphans-end-with-the-execution", count: 700)
    _ = try target.sample("write-end-left-open", count: 1)
    for index in 0..<300 { _ = try target.sample("child-expects-in-vain", count: 1, first: index) }
    _ = try target.sample("crash-of-a-child-is-its-own", count: 5)
    _ = try target.sample("child-computes-for-ever", count: 1, limits: ExecutionLimits(processorSeconds: 1))
    // The one child of the process that executions are forked from is the one that asks for them.
    let host = try #require(
      Int32(try Self.children(of: target.processIdentifier).trimmingCharacters(in: .whitespaces)))
    #expect(try Self.children(of: host) == "")
  }

  private static func children(of process: Int32) throws -> String {
    try String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
  }

  @Test("are all gone when their target was killed")
  func noneOutlivesTheTarget() throws {
    let mark = "MARK=\(UUID().uuidString)"
    let target = try FixtureTarget(environment: ["MARK": String(mark.dropFirst("MARK=".count))])
    let killed = target.processIdentifier
    DispatchQueue.global().asyncAfter(deadline: .now() + 0.3) { kill(killed, SIGKILL) }
    #expect(throws: TargetEnded.self) { try target.sample("orphans-end-with-the-execution", count: 1_000_000) }
    // Each finds out by itself, within hundredths of a second on an idle machine.
    var left = Self.processes(with: mark)
    for _ in 0..<1000 where !left.isEmpty {
      usleep(10_000)
      left = Self.processes(with: mark)
    }
    #expect(left == [])
  }

  private static func processes(with variable: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.filter { number in
      guard Int(number) != nil, let environment = FileManager.default.contents(atPath: "/proc/\(number)/environ") else {
        return false
      }
      return environment.range(of: Data(variable.utf8)) != nil
    }
  }
}
