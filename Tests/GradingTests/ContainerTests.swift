import Foundation
import Sandbox
import Testing

@testable import Grading

/// The whole command where only Landlock and the system-call filter isolate.
@Suite("Grading in a container", .serialized, .needsLandlock)
struct ContainerTests {
  static let exercises = ["01", "02", "10"]

  @Test("The course's solutions pass there and its stubs fail, as root and as an ordinary user", arguments: User.all)
  func course(user: User) async throws {
    let machine = try Container(user: user)
    for exercise in Self.exercises {
      let (status, run) = try machine.run(exercise, "--solution", "--schedules", "10")
      #expect(status == 0, "\(exercise)")
      #expect(run.tier == "confined")
      #expect(run.verdicts.allSatisfy { $0 == "passed" } && !run.verdicts.isEmpty, "\(exercise): \(run.verdicts)")
      let (stubStatus, stub) = try machine.run(exercise, "--stub", "--schedules", "10")
      #expect(stubStatus == 1, "\(exercise)")
      #expect(
        !stub.verdicts.contains("passed") && !stub.verdicts.contains("not-graded"), "\(exercise): \(stub.verdicts)")
    }
  }

  #if arch(x86_64)
    @Test("Hostile code there has its verdict, and its processes end with it", arguments: User.all)
    func hostile(user: User) async throws {
      let machine = try Container(user: user)
      let seconds = 100_000 + Int.random(in: 0..<100_000)
      for (body, verdict) in [
        ("exit(0)", "ended-early"), ("while true { _ = call(56, 17) }", "limit-exceeded"),
        ("refused(62, parent, 9); refused(257, -100, path(\"/proc/\\(parent)/fd/1\"), 1); abort()", "crashed"),
        ("refused(257, -100, path(\"/etc/passwd\"), 0); refused(41, 2, 1); abort()", "crashed"),
        // `execve`, in a session of its own.
        (
          """
          let words = [path("sleep"), path("\(seconds)"), 0], program = path("/bin/sleep"), call = function
          let address = words.withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
          if call(56, 17, 0, 0, 0, 0, 0) == 0 {
            _ = call(112, 0, 0, 0, 0, 0, 0)
            _ = call(59, program, address, 0, 0, 0, 0)
          }
          """, "failed"
        ),
      ] {
        let source = TargetAttackTests.means + HostileCodeTests.counter(body)
        let (_, run) = try machine.grade(source)
        #expect(run.verdicts == ["passed", verdict], "\(body)")
      }
      let lines = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap {
        FileManager.default.contents(atPath: "/proc/\($0)/cmdline")
      }
      #expect(!lines.contains { String(decoding: $0, as: UTF8.self).contains("\(seconds)") })
    }
  #endif
}

struct User: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let flags: [String]

  /// An ordinary user cannot become root.
  static let all =
    getuid() == 0
    ? [User(testDescription: "root", flags: []), User(testDescription: "user", flags: ["-DUSER=65534"])]
    : [User(testDescription: "user", flags: [])]
}

/// A copy of the grader and the course that everybody may read, in a simulated container.
private final class Container {
  let folder: URL
  private let program: URL
  private let user: User

  struct Run {
    var tier: String
    var verdicts: [String]
  }

  init(user: User) throws {
    self.user = user
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
    program = try IsolatedMachines.container(
      folder.appending(component: "grade").path, flags: user.flags, in: folder)
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

extension Trait where Self == ConditionTrait {
  static var needsLandlock: Self {
    .enabled("this machine has no Landlock of Linux 6.12: see `grade doctor`") {
      try await Fixture.tier.value >= .confined
    }
  }
}
