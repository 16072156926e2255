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
    let machine = try GraderCopy(user: user)
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

  @Test("Hostile code there has its verdict, and its processes end with it", .needsX86, arguments: User.all)
  func hostile(user: User) async throws {
    let machine = try GraderCopy(user: user)
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
}

extension Trait where Self == ConditionTrait {
  static var needsLandlock: Self {
    .enabled("this machine has no Landlock of Linux 6.12: see `grade doctor`") {
      try await Fixture.tier.value >= .confined
    }
  }
}
