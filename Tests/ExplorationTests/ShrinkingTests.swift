import Exploration
import Records
import Testing

@Suite("Shrinking")
struct ShrinkingTests {
  @Test("An input becomes the shortest, then the smallest that still fails")
  func smallest() async throws {
    // Fails when two neighbours add up to a hundred or more.
    let exploration = try await explore(
      ModelTarget(draw: { _ in [3, 77, 0, 91, 58, 2] }) { input, index in
        let fails = zip(input, input.dropFirst()).contains { $0 + $1 >= 100 }
        return .model(fails ? .failed : .passed, input: input, index: index)
      })
    let record = try #require(exploration.finding?.record)
    #expect(record.input.count == 2)
    #expect(record.input.reduce(0, +) == 100)
  }

  @Test("A choice is searched for its smallest failing value", arguments: [0, 1, 2, 17, 999] as [UInt64])
  func binarySearch(bound: UInt64) async throws {
    let exploration = try await explore(
      ModelTarget(draw: { _ in [1000] }) { input, index in
        .model((input.first ?? 0) >= bound ? .failed : .passed, input: input, index: index)
      })
    #expect((exploration.finding?.record?.input.first ?? 0) == bound)
  }

  @Test("A smaller input that crashes does not replace one that fails")
  func sameVerdict() async throws {
    let exploration = try await explore(
      ModelTarget(draw: { _ in [9] }) { input, index in
        .model((input.first ?? 0) >= 5 ? .failed : .crashed, input: input, index: index)
      })
    #expect(exploration.finding?.outcome.verdict == .failed)
    #expect(exploration.finding?.record?.input == [5])
  }

  @Test("A failure that few schedules show is tried on several")
  func rareFailure() async throws {
    let exploration = try await explore(
      ModelTarget(draw: { _ in [4, 4] }) { input, index in
        .model(index % 8 == 7 && input.count >= 1 ? .failed : .passed, input: input, index: index)
      })
    #expect(exploration.finding?.record?.input == [1])
  }

  @Test("The schedule becomes the simplest that still fails, and its first size is remembered")
  func simplestSchedule() async throws {
    let exploration = try await explore(
      ModelTarget { input, index in
        .model(.failed, input: input, index: index, deviations: index == 0 ? 9 : 2)
      })
    #expect(exploration.finding?.record?.size.deviations == 2)
    #expect(exploration.finding?.foundSize?.deviations == 9)
    #expect(exploration.finding?.record?.index == 0)
  }

  @Test("The executions after a failure are bounded, however rare and however large it is")
  func bounded() async throws {
    let log = ModelTarget.Log()
    _ = try await explore(
      ModelTarget(log: log, draw: { _ in Array(repeating: 1_000_000, count: 200) }) { input, index in
        .model(index == 500 && input.count == 200 ? .failed : .passed, input: input, index: index)
      })
    // 501 to the failure, a replay of the first, two of the failure; the rest is the plan's effort.
    #expect(log.executions <= 501 + 5 + Effort.standard.input + Effort.standard.schedule)
  }

  @Test("Long executions count for more, so that fewer are tried")
  func longExecutions() async throws {
    let log = ModelTarget.Log()
    _ = try await explore(
      ModelTarget(log: log, draw: { _ in [50, 50, 50] }) { input, index in
        .model(.livelocked, input: input, index: index, steps: 39_000)
      })
    #expect(log.executions <= 1 + 2 + 4 + 5)
  }

  @Test("Shrinking the same failure twice gives the same execution")
  func deterministic() async throws {
    func run() async throws -> ExecutionRecord? {
      try await explore(
        ModelTarget(draw: { index in [UInt64(index % 7), 40, UInt64(index % 5)] }) { input, index in
          .model(index % 3 == 2 && input.count > 1 && input[1] > 12 ? .failed : .passed, input: input, index: index)
        }
      ).finding?.record
    }
    #expect(try await run() == run())
  }
}
