// The whole command as others see it: another user, a container.

import Foundation
import Testing

@testable import Grading

struct User: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let flags: [String]

  static let ordinary = User(testDescription: "user", flags: getuid() == 0 ? ["-DUSER=65534"] : [])
  /// An ordinary user cannot become root.
  static let all = (getuid() == 0 ? [User(testDescription: "root", flags: [])] : []) + [ordinary]
}

/// A copy of the grader and the course that everybody may read; it runs as this user, in a simulated container or not.
final class GraderCopy {
  let folder: URL
  private let program: URL

  struct Run {
    var tier: String
    var verdicts: [String]
  }

  init(user: User, inContainer: Bool = true) throws {
    folder = FileManager.default.temporaryDirectory.appending(component: "workbook-container-\(UUID().uuidString)")
    let everybody: [FileAttributeKey: Any] = [.posixPermissions: 0o755]
    let manager = FileManager.default
    try manager.createDirectory(at: folder, withIntermediateDirectories: true, attributes: everybody)
    let kit = URL(filePath: try Fixture.kit.get().folder)
    let repository = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
    for part in ["grade", "workbook-target", "libInterleave.so", "sandbox-launcher", "Modules"] {
      // By another process: while this one had a program open for writing, so would whatever it starts meanwhile, and
      // what is open for writing cannot be run.
      let copy = try Process.run(
        URL(filePath: "/bin/cp"), arguments: ["-R", kit.appending(component: part).path, folder.path])
      copy.waitUntilExit()
    }
    for part in ["grader.yml", "exercises", "solutions", "Tests/GradingTests/Fixtures/course"] {
      let source = repository.appending(path: part)
      try manager.copyItem(at: source, to: folder.appending(component: source.lastPathComponent))
    }
    try manager.createDirectory(
      at: folder.appending(component: "home"), withIntermediateDirectories: true, attributes: everybody)
    if getuid() == 0, !user.flags.isEmpty { chown(folder.appending(component: "home").path, 65534, 65534) }
    program = try IsolatedMachines.enter(
      folder.appending(component: "grade").path, user.flags + (inContainer ? ["-DCONTAINER"] : []), in: folder)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func run(_ arguments: String...) throws -> (status: Int32, Run) { try run(arguments, course: ".") }

  func grade(_ source: String) throws -> (status: Int32, Run) {
    let submission = folder.appending(component: "submission")
    try FileManager.default.createDirectory(
      at: submission, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    try Data(source.utf8).write(to: submission.appending(component: "Counter.swift"))
    return try run(["1", "--submission", "submission", "--schedules", "2"], course: "course")
  }

  private func run(_ arguments: [String], course: String) throws -> (status: Int32, Run) {
    let process = Process(), output = Pipe()
    process.executableURL = program
    process.arguments = ["run"] + arguments + ["--course", course, "--format", "json", "--require-tier", "confined"]
    process.currentDirectoryURL = folder
    process.environment = [
      "HOME": folder.appending(component: "home").path, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let exercises = json["exercises"] as? [[String: Any]] ?? []
    let properties = exercises.flatMap { $0["properties"] as? [[String: Any]] ?? [] }
    return (
      process.terminationStatus,
      Run(tier: json["tier"] as? String ?? "none", verdicts: properties.map { $0["verdict"] as? String ?? "none" })
    )
  }
}
