// The built `grade`, run in places that have nothing in common.

import Foundation
import Testing

@Suite("Reports of the same work", .serialized)
struct RepeatabilityTests {
  @Test(
    "Are equal but for times, wherever the course lies and whosever home it is built in",
    arguments: [
      ["run", "10", "--mutant", "counts-without-lock"], ["run", "01", "--stub"],
    ])
  func places(arguments: [String]) async throws {
    async let here = Place(named: "here").report(arguments)
    async let there = Place(named: "a folder with spaces/并发").report(arguments)
    let (first, second) = (try await here, try await there)
    #expect(first.status == 1)
    #expect(!first.text.isEmpty)
    #expect(first == second)
  }

  @Test("Replay to the same events in another place")
  func replay() async throws {
    let work = ["--mutant", "stays-locked-on-throw"]
    let here = try Place(named: "here")
    let failure = try await here.failure(["run", "10", "--schedules", "50"] + work)
    let token = try #require(failure["replay"] as? String)
    let events = try #require(failure["events"] as? [NSDictionary])
    #expect(!events.isEmpty)
    let replayed = try await Place(named: "there").failure(["replay", token] + work)
    #expect(replayed["events"] as? [NSDictionary] == events)
  }
}

/// A copy of the course in a folder of its own, with a home of its own.
private final class Place: Sendable {
  struct Report: Hashable, Sendable {
    var status: Int32
    /// JSON without times.
    var text: String
  }

  private let root: URL
  private let course: URL

  init(named name: String) throws {
    root = FileManager.default.temporaryDirectory.appending(component: "workbook-\(UUID().uuidString)")
    course = root.appending(path: name)
    try FileManager.default.createDirectory(at: course, withIntermediateDirectories: true)
    let package = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
    for part in ["grader.yml", "exercises", "solutions"] {
      try FileManager.default.copyItem(
        at: package.appending(component: part), to: course.appending(component: part))
    }
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func report(_ arguments: [String]) async throws -> Report {
    let (status, document) = try await run(arguments)
    let data = try JSONSerialization.data(withJSONObject: Self.withoutTimes(document), options: .sortedKeys)
    return Report(status: status, text: String(decoding: data, as: UTF8.self))
  }

  /// The first failure of the report.
  func failure(_ arguments: [String]) async throws -> [String: Any] {
    let document = try await run(arguments).document as? [String: Any]
    let exercises = try #require(document?["exercises"] as? [[String: Any]])
    let properties = try #require(exercises.first?["properties"] as? [[String: Any]])
    return try #require(properties.lazy.compactMap { $0["failure"] as? [String: Any] }.first)
  }

  private func run(_ arguments: [String]) async throws -> (status: Int32, document: Any) {
    let process = Process()
    process.executableURL = try Self.program
    process.arguments = arguments + ["--format", "json", "--allow-unsandboxed"]
    process.currentDirectoryURL = course
    process.environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "HOME": root.path, "TMPDIR": root.path,
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Waited for on a thread that no other test needs.
    let data: Data = try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try output.fileHandleForReading.readToEnd() ?? Data() })
      }
    }
    process.waitUntilExit()
    return (process.terminationStatus, try JSONSerialization.jsonObject(with: data))
  }

  /// Beside the tests: both are built by the same package build.
  private static var program: URL {
    get throws {
      let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
      let beside = URL(filePath: bundle ?? "/proc/self/exe").resolvingSymlinksInPath()
      return beside.deletingLastPathComponent().appending(component: "grade")
    }
  }

  private static func withoutTimes(_ value: Any) -> Any {
    if let object = value as? [String: Any] {
      return object.filter { !$0.key.hasPrefix("time") }.mapValues(withoutTimes)
    }
    return (value as? [Any])?.map(withoutTimes) ?? value
  }
}
