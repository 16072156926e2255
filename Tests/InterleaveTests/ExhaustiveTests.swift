import Exploration
import Foundation
import Records
import Testing

@Suite("Exhaustive search through the engine")
struct ExhaustiveTests {
  /// The fixtures' target as the grader sees targets.
  private struct Channel: TargetChannel, @unchecked Sendable {
    let target: FixtureTarget

    func exchange(_ line: String) async throws -> String {
      let reply = try target.ask(JSONDecoder().decode(Request.self, from: Data(line.utf8)))
      return String(decoding: try JSONEncoder().encode(reply), as: UTF8.self)
    }

    func close() async {}
  }

  private func search(
    _ property: String, atMost bound: Int = 20_000
  ) async throws -> (search: ExhaustiveSearch, outcomes: [Outcome: ExecutionRecord]) {
    let target = Target { Channel(target: try FixtureTarget()) }
    var search = ExhaustiveSearch(property: property, limits: ExecutionLimits())
    var outcomes: [Outcome: ExecutionRecord] = [:]
    while !search.isFinished, search.missed == nil, search.executions < bound {
      if let execution = try await search.next(on: target) { outcomes[execution.outcome] = execution }
    }
    return (search, outcomes)
  }

  @Test(
    "runs every inequivalent execution once",
    arguments: [
      ("increments-2", 2), ("increments-3", 6), ("increments-4", 24), ("increments-5", 120), ("increments-6", 720),
      ("readers-1", 2), ("readers-3", 8), ("readers-7", 128),
      ("lastzero-5", 64), ("lastzero-10", 3328),
      ("indexer-11", 1), ("indexer-12", 8),
      ("casrot-2", 2), ("casrot-3", 5), ("casrot-4", 14), ("casrot-5", 43), ("casrot-6", 144),
    ])
  func counts(program: String, orders: Int) async throws {
    let (search, outcomes) = try await search(program)
    print(program, search.executions, search.orders)
    #expect(search.isFinished)
    #expect(search.orders == orders)
    #expect(outcomes.keys.allSatisfy { $0.verdict == .passed })
  }
}
