// However a command, its caller or its launcher ends, nothing of it is left.

import Foundation
import Testing

@testable import Sandbox

@Suite struct CompleteKillTests {
  /// A shell script that starts `sleep`s of an odd length, by which they are found from outside.
  struct Sleepers {
    let marker = "1000.\(UInt32.random(in: 1...UInt32.max))"

    var script: String { "sleep \(marker) & setsid sleep \(marker) & (sleep \(marker) &) ; sleep \(marker)" }
    var areRunning: Bool { Machine.processes(with: "sleep\0\(marker)").count == 4 }
    var areGone: Bool { Machine.processes(with: marker).isEmpty }
  }

  @Test("The wall clock ends the whole tree")
  func wallClock() async throws {
    for sandbox in try await Machine.sandboxes() {
      let sleepers = Sleepers()
      let limits = ResourceLimits(wall: .milliseconds(200))
      let outcome = try await sandbox.run(.shell(sleepers.script, limits: limits))
      #expect(outcome.termination.ending == .exceeded(.wallTime))
      #expect(sleepers.areGone)
    }
  }

  @Test("Cancelling ends the whole tree before it throws")
  func cancellation() async throws {
    for sandbox in try await Machine.sandboxes() {
      let sleepers = Sleepers()
      let run = Task { try await sandbox.run(.shell(sleepers.script)) }
      #expect(await Machine.eventually { sleepers.areRunning })
      run.cancel()
      await #expect(throws: CancellationError.self) { try await run.value }
      #expect(sleepers.areGone)
    }
  }

  @Test("Forgetting a running command ends it")
  func forgetting() async throws {
    for sandbox in try await Machine.sandboxes() {
      let sleepers = Sleepers()
      var process: SandboxedProcess? = try sandbox.start(.shell(sleepers.script))
      #expect(await Machine.eventually { sleepers.areRunning })
      withExtendedLifetime(process) {}
      process = nil
      #expect(await Machine.eventually { sleepers.areGone })
    }
  }

  @Test("A daemon that left its session and its parent is ended and counted; the verdict is the command's")
  func daemon() async throws {
    for sandbox in try await Machine.sandboxes() {
      let marker = Sleepers().marker
      // The command waits until the daemon is there.
      let script = "(setsid sh -c 'echo > $TMPDIR/up; exec sleep \(marker)' &); until [ -e $TMPDIR/up ]; do :; done"
      let outcome = try await sandbox.run(.shell(script))
      #expect(outcome.termination.ending == .exited(code: 0))
      #expect(outcome.termination.strayProcesses == 1)
      #expect(Machine.processes(with: marker).isEmpty)
    }
  }

  /// Starts the launcher as a grader in another process would, and hands over what to kill: the process that
  /// holds the control descriptor, and the launcher.
  func withGrader(_ tier: Tier, _ kill: (_ grader: pid_t, _ launcher: pid_t) -> Void) async throws {
    let sleepers = Sleepers()
    let mounts = Mount.system.map { "--read-only \($0.host) \($0.inside)" }.joined(separator: " ")
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    // The shell's pipe to the launcher stands for the control descriptor: only the first `sleep` holds it.
    shell.arguments = [
      "-c",
      """
      sleep 2\(sleepers.marker) | exec '\(Machine.launcher)' --control-fd 3 --tier \(tier.rawValue) \
      \(tier.hasOwnFileSystem ? mounts : "") -- /bin/sh -c '\(sleepers.script)' 3<&0 >/dev/null 2>&1 </dev/null & echo $!; wait
      """,
    ]
    let output = Pipe()
    shell.standardOutput = output
    try shell.run()
    let text = try #require(try output.fileHandleForReading.read(upToCount: 20))
    let launcher = try #require(
      pid_t(String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(await Machine.eventually { sleepers.areRunning })
    let grader = try #require(Machine.processes(with: "sleep\02\(sleepers.marker)").first)
    kill(grader, launcher)
    #expect(await Machine.eventually { Machine.processes(with: "sleep\0\(sleepers.marker)").isEmpty })
    #expect(await Machine.eventually { Foundation.kill(launcher, 0) != 0 })
    _ = Foundation.kill(grader, SIGKILL)
    shell.waitUntilExit()
  }

  @Test("Killing the grader ends the whole tree")
  func graderKilled() async throws {
    for sandbox in try await Machine.sandboxes() {
      try await withGrader(sandbox.tier) { grader, _ in _ = kill(grader, SIGKILL) }
    }
  }

  @Test("Killing the launcher ends the whole tree", .needsNamespaces)
  func launcherKilled() async throws {
    try await withGrader(.full) { _, launcher in _ = kill(launcher, SIGKILL) }
  }

  @Test("A run in the tier without its own file system leaves no temporary folder, killed or not")
  func temporaryFolder() async throws {
    let sandbox = Sandbox(launcher: Machine.launcher, tier: .limits)
    let script = "echo $TMPDIR; mkdir -p $TMPDIR/a/b; echo > $TMPDIR/a/b/c; ln -s /usr $TMPDIR/link; sleep 1000"
    let limits = ResourceLimits(wall: .milliseconds(300))
    let outcome = try await sandbox.run(.shell(script, limits: limits))
    let folder = outcome.standardOutput.text.dropLast()
    #expect(folder.hasPrefix("/tmp/workbook-"))
    #expect(!FileManager.default.fileExists(atPath: String(folder)))
  }
}
