import Exploration
import Records
import Synchronization
import Testing

@Suite("A target")
struct TargetTests {
  /// Answers with fixed lines, then ends.
  struct Script: TargetChannel {
    let lines: [String]
    let position = Counter()

    func exchange(_ line: String) async throws -> String {
      let index = position.next()
      guard index < lines.count else { throw TargetFault.ended("it ended with status 1") }
      return lines[index]
    }
    func close() async {}
  }

  final class Counter: Sendable {
    private let value = Mutex(0)
    func next() -> Int {
      value.withLock {
        $0 += 1
        return $0 - 1
      }
    }
  }

  let properties = #"{"properties":{"_0":["holds"]}}"#

  @Test("A target that ended is started again")
  func restart() async throws {
    let starts = Counter()
    let target = Target { Script(lines: starts.next() < 2 ? [] : [self.properties]) }
    #expect(try await target.describe() == ["holds"])
    #expect(starts.next() == 3)
  }

  @Test("A target that keeps ending is started a bounded number of times, and its end is the fault")
  func bounded() async throws {
    let starts = Counter()
    let target = Target(restarts: 2) {
      _ = starts.next()
      return Script(lines: [])
    }
    await #expect(throws: TargetFault.ended("it ended with status 1")) { try await target.describe() }
    #expect(starts.next() == 3)
  }

  @Test("An answer that is no record is quoted")
  func garbage() async throws {
    let target = Target(restarts: 0) { Script(lines: ["Segmentation fault"]) }
    let fault = await #expect(throws: TargetFault.self) { try await target.describe() }
    #expect(fault == .garbage("Segmentation fault"))
    #expect(fault?.outcome.cause == .target)
  }

  @Test("A reason for refusal is passed on without another try")
  func refused() async throws {
    let starts = Counter()
    let target = Target {
      _ = starts.next()
      return Script(lines: [#"{"refused":{"_0":"no such property"}}"#])
    }
    await #expect(throws: TargetFault.refused("no such property")) { try await target.describe() }
    #expect(starts.next() == 1)
  }

  @Test("An answer to another question is tampering")
  func otherQuestion() async throws {
    let target = Target(restarts: 0) { Script(lines: [self.properties]) }
    let request = SampleRequest(
      property: "holds", seed: 1, first: 0, count: 3, strategies: [.random], limits: ExecutionLimits())
    let fault = await #expect(throws: TargetFault.self) { try await target.sample(request) }
    #expect(fault?.outcome.verdict == .tampered)
  }

  @Test(
    "A reply that contradicts its request or itself is tampering",
    arguments: [
      { $0.executions = 0 }, { $0.executions = 17 }, { $0.executions = 15 }, { $0.firstExecution.index = 3 },
      { $0.firstExecution.outcome = Outcome(.failed) }, { $0.failure = .model(.passed, input: [], index: 15) },
      { $0.failure = .model(.failed, input: [], index: 3) },
    ] as [@Sendable (inout SampleReply) -> Void])
  func contradictions(forge: @escaping @Sendable (inout SampleReply) -> Void) async throws {
    let exploration = try await explore(
      ModelTarget(
        tamper: { _, reply in
          guard case .sampled(var sampled) = reply else { return reply }
          forge(&sampled)
          return .sampled(sampled)
        }, model: { .model(.passed, input: $0, index: $1) }))
    #expect(exploration.finding?.outcome.verdict == .tampered)
  }
}
