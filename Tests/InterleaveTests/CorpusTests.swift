import Foundation
import Records
import Testing

/// Classic mistakes, each beside its correct twin, as plain C programs.
@Suite("The corpus of classic mistakes")
struct CorpusTests {
  /// A program of `Corpus`, with the macros it is compiled with.
  struct Program: Sendable, CustomTestStringConvertible {
    var name: String
    var macros: [String] = []
    var testDescription: String { ([name] + macros).joined(separator: " ") }
  }

  static let crashing = [
    Program(name: "account"), Program(name: "bluetooth-driver"), Program(name: "circular-buffer"),
    Program(name: "lazy-init"), Program(name: "reorder", macros: ["SETTERS=3"]),
    Program(name: "reorder", macros: ["SETTERS=5"]), Program(name: "reorder", macros: ["SETTERS=10"]),
    Program(name: "reorder", macros: ["SETTERS=20"]), Program(name: "stack"), Program(name: "string-buffer"),
    Program(name: "twostage", macros: ["WRITERS=1"]), Program(name: "twostage", macros: ["WRITERS=20"]),
    Program(name: "work-stealing-queue"), Program(name: "wronglock"),
  ]
  static let deadlocking = [
    Program(name: "bounded-buffer"), Program(name: "dining-philosophers"), Program(name: "lock-order"),
    Program(name: "token-ring"),
  ]
  static let enough = 10_000
  /// Swift's executions take longer than C's: all of their twins' are run when asked for.
  static let enoughForTwins = ProcessInfo.processInfo.environment["WORKBOOK_LONG_TESTS"] == nil ? 2000 : enough

  @Test("is found out by the portfolio where a program crashes", arguments: crashing)
  func crashes(program: Program) throws {
    let failure = try #require(try find(program).failure)
    #expect(failure.outcome == Outcome(.crashed, detail: "SIGABRT"))
  }

  @Test("is found out by the portfolio where a program deadlocks", arguments: deadlocking)
  func deadlocks(program: Program) throws {
    let failure = try #require(try find(program).failure)
    #expect(failure.outcome.verdict == .deadlocked)
  }

  @Test("holds no correct twin that is ever accused", arguments: crashing + deadlocking)
  func twins(program: Program) throws {
    let reply = try find(Program(name: program.name, macros: program.macros + ["FIXED"]))
    #expect(reply.failure == nil)
    #expect(reply.executions == Self.enough)
  }

  @Test(
    "lets threads that poll come to those they wait for, whatever the strategy",
    arguments: ["random", "pct-3", "pos", "surw"] as [Strategy])
  func polling(strategy: Strategy) throws {
    let target = try FixtureTarget(corpus: "circular-buffer", macros: ["FIXED"])
    let reply = try target.sample("main", count: 1_000, strategies: [strategy])
    #expect(reply.failure == nil)
    #expect(reply.mostSteps < 1_000)
  }

  @Test("gives PCT and SURW the right counts where threads poll")
  func pollingIsExpected() throws {
    let target = try FixtureTarget(corpus: "circular-buffer", macros: [])
    for strategy in ["pct-3", "surw"] as [Strategy] {
      let reply = try target.sample("main", count: 200, strategies: [strategy])
      #expect(reply.failure != nil, "\(strategy)")
    }
  }

  @Test("is in Swift found out too", arguments: ["reorder", "twostage", "string-buffer"])
  func swift(pattern: String) throws {
    let target = try FixtureTarget()
    let failure = try #require(try target.sample("corpus-\(pattern)", count: Self.enough).failure)
    #expect(failure.outcome.verdict == .failed)
    let twin = try target.sample("corpus-\(pattern)-fixed", count: Self.enoughForTwins)
    #expect(twin.failure == nil)
    #expect(twin.executions == Self.enoughForTwins)
  }

  private func find(_ program: Program) throws -> SampleReply {
    try FixtureTarget(corpus: program.name, macros: program.macros).sample("main", count: Self.enough)
  }
}
