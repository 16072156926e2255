import Foundation
import Records
import Testing

@Suite("Python scripts", .enabled(if: Python.path != nil, "there is no python3 in PATH"))
struct PythonTests {
  @Test("race between bytecodes: both outcomes are found, and replayed with the script's lines")
  func race() throws {
    let target = try Python.target("counter.py")
    let records = try target.survey(count: 120)
    #expect(Set(records.map(\.output)) == ["1\n", "2\n"])
    for output in ["1\n", "2\n"] {
      let record = try #require(records.first { $0.output == output })
      let first = try target.replay("main", record), second = try Python.target("counter.py").replay("main", record)
      #expect(first.output == output)
      #expect(first.digest == record.digest)
      #expect(first == second)
      let steps = first.events.compactMap { $0.kind == .note ? $0.text : nil }
      #expect(steps.filter { $0 == "counter.py:7 load count" }.count == 2)
      #expect(steps.filter { $0 == "counter.py:8 store count" }.count == 2)
    }
  }

  @Test("deadlock on the locks of `threading`")
  func deadlock() throws {
    let records = try Python.target("two_locks.py").survey(count: 120)
    #expect(Set(records.map(\.outcome.verdict)) == [.passed, .deadlocked])
    #expect(records.allSatisfy { $0.outcome.verdict == .deadlocked || $0.output == "both took both\n" })
  }

  @Test("use processes: producers and consumers of a joinable queue lose nothing on any schedule")
  func processes() throws {
    let target = try Python.target("producers_consumers.py")
    let records = try target.survey(count: 10)
    let eaten = (0..<10).flatMap { ["bun \($0)", "cake \($0)"] }.sorted()
    for record in records {
      #expect(record.outcome == Outcome(.passed))
      let lines = record.output.split(separator: "\n")
      #expect(lines.last == "done")
      #expect(lines.dropLast().map { String($0.dropFirst("a ate ".count)) }.sorted() == eaten)
      // Each producer pauses ten times, for a second at least.
      #expect(record.time >= 10_000_000_000)
    }
    #expect(Set(records.map(\.output)).count > 1)
    #expect(try target.replay("main", records[3]).output == records[3].output)
  }
}

private enum Python {
  /// The interpreter itself, behind any stand-in.
  static let path: String? = {
    let process = Process(), output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", "import sys; print(sys.executable)"]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? text.trimmingCharacters(in: .whitespacesAndNewlines) : nil
  }()

  static func target(_ script: String) throws -> FixtureTarget {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    return try FixtureTarget(
      arguments: ["--interpreted", path ?? "", tests.appending(path: "Fixtures/programs/\(script)").path],
      environment: [
        "PYTHONPATH": tests.appending(path: "../../python/explore").standardizedFileURL.path, "PYTHONHASHSEED": "0",
        "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin",
      ])
  }
}
