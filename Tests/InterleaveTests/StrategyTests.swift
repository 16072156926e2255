import Foundation
import Records
import Testing

/// How often each order of a few events is drawn, against what the papers say.
@Suite("Strategies draw orders as they should")
struct StrategyTests {
  private static let executions = 1000

  /// Threads by their events, which conflict when they have the same letter; see `events.c`.
  @Test(
    "uniformly under SURW, whatever else the threads do",
    arguments: [["xxx", "xxx"], ["x", "xxxxx"], ["x", "xx", "xxx"], ["axbbxc", "dddddxx"], ["xyx", "xxz"]])
  func surwIsUniform(threads: [String]) throws {
    let letters = threads.joined()
    let shared = Set(letters).filter { letter in threads.count { $0.contains(letter) } > 1 }
    #expect(shared == ["x"])
    let drawn = try orders(of: threads, under: "surw").map { order in
      zip(order.indices, order).compactMap { $0 % 2 == 1 && $1 == "x" ? order[$0 - 1] : nil }
    }
    var expected: [[Character]: Double] = [:]
    let counts = threads.map { thread in thread.count { $0 == "x" } }
    for order in interleavings(counts) { expected[order] = 1 }
    expectFit(drawn, expected)
  }

  /// Where nothing conflicts the order is that of the events' priorities; where all do, each step is even between
  /// the threads.
  @Test(
    "under POS as a model of the algorithm does",
    arguments: [["x", "xxxx"], ["x", "abcx"], ["a", "bcde"], ["xy", "yx"], ["xx", "x", "yx"]])
  func posFitsModel(threads: [String]) throws {
    var model = PartialOrderSampling(threads: threads)
    var expected: [[Character]: Double] = [:]
    for _ in 1...100_000 { expected[model.sample(), default: 0] += 1 }
    expectFit(try orders(of: threads, under: "pos"), expected)
  }

  @Test func `one more is found by its name once its file is there`() throws {
    let engine = try FixtureTarget.engineWithStrategies.get()
    let drawn = try orders(of: ["aaa", "bbb"], under: "in-turn", environment: ["LD_PRELOAD": engine.path])
    #expect(Set(drawn) == [Array("0a1b0a1b0a1b")])
  }

  @Test func `a name that the engine does not have is said to be unknown`() throws {
    let target = try FixtureTarget()
    let request = SampleRequest(
      property: "atomic", seed: 1, first: 0, count: 1, strategies: ["in-turn"], limits: ExecutionLimits())
    #expect(try target.ask(.sample(request)) == .refused("the engine has no strategy `in-turn`"))
    #expect(try target.sample("atomic", count: 1).executions == 1)
  }

  private func orders(
    of threads: [String], under strategy: Strategy, environment: [String: String] = [:]
  ) throws -> [[Character]] {
    let path = try FixtureTarget.program("Fixtures/programs/events").path
    let target = try FixtureTarget(arguments: ["--program", path] + threads, environment: environment)
    return try target.survey(count: Self.executions, strategies: [strategy]).map { record in
      #expect(record.outcome == Outcome(.passed))
      return Array(record.output)
    }
  }

  /// Pearson's test at about one in a thousand: the statistic is spread by √2f around its degrees of freedom f.
  private func expectFit<Class: Hashable>(_ drawn: [Class], _ weights: [Class: Double]) {
    let total = weights.values.reduce(0, +)
    let counts = Dictionary(grouping: drawn) { $0 }.mapValues { Double($0.count) }
    #expect(counts.keys.allSatisfy { weights[$0] != nil })
    var statistic = 0.0
    for (order, weight) in weights {
      let expected = weight / total * Double(drawn.count), difference = counts[order, default: 0] - expected
      statistic += difference * difference / expected
    }
    let freedom = Double(weights.count - 1)
    #expect(statistic < freedom + 5 * (2 * freedom).squareRoot(), "\(counts)")
  }

  /// All orders of so many events of each thread, by the threads' names.
  private func interleavings(_ counts: [Int]) -> [[Character]] {
    if counts.allSatisfy({ $0 == 0 }) { return [[]] }
    return counts.indices.filter { counts[$0] > 0 }.flatMap { thread in
      var left = counts
      left[thread] -= 1
      return interleavings(left).map { [Character("\(thread)")] + $0 }
    }
  }
}

/// Algorithm 2 of Yuan, Yang and Gu (CAV 2018) over threads that begin with an event of their own.
private struct PartialOrderSampling {
  var threads: [String]
  var generator = SplitMix(state: 1)

  mutating func sample() -> [Character] {
    var left = threads.map { ["."] + Array($0) }
    var priorities = left.map { _ in generator.next() }
    var order: [Character] = []
    while let chosen = left.indices.filter({ !left[$0].isEmpty }).max(by: { priorities[$0] < priorities[$1] }) {
      let event = left[chosen].removeFirst()
      if event != "." { order += [Character("\(chosen)"), event] }
      for thread in left.indices where thread == chosen || event != "." && left[thread].first == event {
        priorities[thread] = generator.next()
      }
    }
    return order
  }
}

private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
