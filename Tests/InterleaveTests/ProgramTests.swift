import Foundation
import Records
import Testing

@Suite("Programs that were not built for the engine")
struct ProgramTests {
  @Test("show every outcome of a C program, deadlocks too, and replay it")
  func deadlock() throws {
    let target = try FixtureTarget(program: "lock-order")
    let records = try target.survey(count: 100)
    #expect(records.count == 100)
    #expect(Set(records.map(\.outcome.verdict)) == [.passed, .deadlocked])
    #expect(
      Set(records.filter { $0.outcome.verdict == .passed }.map(\.output))
        == ["left first\nright first\n", "right first\nleft first\n"])
    for record in records.prefix(30) {
      let replayed = try target.replay("main", record)
      #expect(replayed.digest == record.digest)
      #expect(replayed.output == record.output)
      #expect(replayed.outcome.verdict == record.outcome.verdict)
      #expect(replayed.events.allSatisfy { $0.kind != .lock || $0.offset != nil })
    }
    let stuck = try #require(records.first { $0.outcome.verdict == .deadlocked })
    #expect(try target.replay("main", stuck).outcome.waiting.map(\.heldBy) == [nil, 2, 1])
  }

  @Test("end with their own status and output")
  func statuses() throws {
    let records = try FixtureTarget(program: "lost-update").survey(count: 100)
    #expect(Set(records.map(\.output)) == ["1\n", "2\n"])
    #expect(
      records.allSatisfy { $0.outcome == Outcome(.failed, cause: .exitStatus, detail: String($0.output.prefix(1))) })
  }

  @Test(
    "end in every way that programs may",
    arguments: [
      ("return", "2", "return, handled, destroyed"), ("exit", "3", "exit, handled, destroyed"), ("_exit", "5", "_exit"),
      ("thread", "4", "thread, handled, destroyed"), ("input", "2", "input -1, handled, destroyed"),
    ])
  func endings(way: String, status: String, output: String) throws {
    for record in try FixtureTarget(program: "endings", way).survey(count: 3) {
      #expect(record.outcome == Outcome(.failed, cause: .exitStatus, detail: status))
      #expect(record.output == output)
    }
  }

  @Test("end with their last thread, when `main` ends only itself")
  func lastThread() throws {
    let record = try FixtureTarget(program: "endings", "last-thread").survey(count: 1)[0]
    #expect(record.outcome == Outcome(.passed))
    #expect(record.output == "last-thread, last, handled, destroyed")
  }

  @Test("crash by name")
  func crash() throws {
    let records = try FixtureTarget(program: "endings", "abort").survey(count: 1)
    #expect(records.map(\.outcome) == [Outcome(.crashed, detail: "SIGABRT")])
    #expect(records.map(\.output) == ["abort"])
  }

  @Test("are refused by name when they cannot be started, or never reach their `main`")
  func refusals() throws {
    func refusal(_ path: String) throws -> Reply { try FixtureTarget(arguments: ["--program", path]).ask(.describe) }
    #expect(try refusal("/no/such/program") == .refused("cannot start `/no/such/program`: No such file or directory"))
    let target = try FixtureTarget(arguments: ["--interpreted", "/bin/true"])
    #expect(throws: UnexpectedReply.self) { try target.survey(count: 1) }
  }

  @Test("may have no Swift in them, so the engine needs none")
  func engineIsC() throws {
    let reader = Process(), output = Pipe()
    reader.executableURL = URL(filePath: "/usr/bin/env")
    reader.arguments = ["readelf", "-d", FixtureTarget.products.appending(component: "libInterleave.so").path]
    reader.standardOutput = output
    try reader.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let needed = text.matches(of: /\(NEEDED\).*\[(.+)\]/).map { String($0.1) }
    #expect(needed.contains("libc.so.6"))
    #expect(needed.allSatisfy { ["libc.so.6", "libgcc_s.so.1"].contains($0) || $0.hasPrefix("ld-linux") })
  }
}
