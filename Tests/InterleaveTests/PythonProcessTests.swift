import Foundation
import Records
import Testing

/// The interpreter itself: what the path names may be a script that looks for it.
private let python: String? = {
  let asked = Process(), output = Pipe()
  asked.executableURL = URL(filePath: "/usr/bin/env")
  asked.arguments = ["python3", "-c", "import sys; print(sys.executable)"]
  asked.standardOutput = output
  asked.standardError = FileHandle.nullDevice
  guard (try? asked.run()) != nil else { return nil }
  let path = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  asked.waitUntilExit()
  return asked.terminationStatus == 0 ? path.trimmingCharacters(in: .newlines) : nil
}()

@Suite("Python's processes", .enabled(if: python != nil, "python3 is not installed"))
struct PythonProcessTests {
  private func target(_ script: String) throws -> FixtureTarget {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(components: "Fixtures", "programs", script)
    return try FixtureTarget(arguments: ["--program", #require(python), "-I", "-B", script.path])
  }

  static let limits = ExecutionLimits(steps: 200_000, memoryBytes: 1 << 30)

  @Test("eat all that the notes' producers make, on every schedule, in virtual time")
  func kitchen() throws {
    let dishes = Set((0..<10).flatMap { ["bun \($0)", "roll \($0)"] })
    let target = try target("kitchen.py")
    let records = try target.survey(count: 20, limits: Self.limits)
    for record in records {
      #expect(record.outcome == Outcome(.passed))
      var lines = record.output.split(separator: "\n").map(String.init)
      #expect(lines.popLast() == "closed after True")
      #expect(lines.count == 20)
      #expect(Set(lines.map { $0.split(separator: " ").dropFirst(2).joined(separator: " ") }) == dishes)
      #expect(record.time > 4_000_000_000)
    }
    // Who eats what is a matter of the schedule.
    #expect(Set(records.map(\.output)).count > 1)
    // In one target: Python orders sets by address, and only the sandbox fixes where memory lies.
    for record in records.prefix(3) {
      let replayed = try target.replay("main", record, limits: Self.limits)
      #expect(replayed.digest == record.digest)
      #expect(replayed.output == record.output)
    }
  }

  @Test("end as `multiprocessing` says")
  func endings() throws {
    for record in try target("endings.py").survey(count: 10, limits: Self.limits) {
      #expect(record.outcome == Outcome(.passed))
      #expect(record.output == "alive True answer True\nafter True None\n[-15, -11, 3]\n")
    }
  }
  @Test("that run another program are refused by the call that would start it")
  func otherPrograms() throws {
    for record in try target("subprocess_run.py").survey(count: 2, limits: Self.limits) {
      #expect(record.outcome.verdict == .notGraded)
      #expect(record.outcome.cause == .unmodelledCall)
      #expect(["execv", "execve"].contains(record.outcome.detail))
    }
  }
}
