// However a command, its caller or its launcher ends, nothing of it is left.

import Foundation
import Glibc
import Testing

@testable import Sandbox

@Suite struct CompleteKillTests {
  /// A shell script that starts `sleep`s of an odd length, by which they are found from outside.
  struct Sleepers {
    let marker = "1000.\(Int.random(in: 1_000_000_000..<10_000_000_000))"

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

  @Test("Killing the grader ends the whole tree")
  func graderKilled() async throws {
    for sandbox in try await Machine.sandboxes() {
      let sleepers = Sleepers()
      let mounts = sandbox.tier.isIsolated ? Mount.system : []
      let grader = Process()
      grader.executableURL = URL(filePath: "/bin/sh")
      // The pipe stands for the control descriptor; the process that holds its other end stands for the grader.
      let script = """
        sleep 2\(sleepers.marker) | "$@" 3<&0 >/dev/null 2>&1 </dev/null
        """
      grader.arguments =
        ["-c", script, "sh", sandbox.launcher, "--control-fd", "3", "--tier", sandbox.tier.rawValue]
        + mounts.flatMap { ["--read-only", $0.host, $0.inside] } + ["--", "/bin/sh", "-c", sleepers.script]
      grader.standardError = FileHandle.nullDevice
      try grader.run()
      #expect(await Machine.eventually { sleepers.areRunning })
      let holder = try #require(Machine.processes(with: "sleep\02\(sleepers.marker)").first)
      kill(holder, SIGKILL)
      #expect(await Machine.eventually { Machine.processes(with: "sleep\0\(sleepers.marker)").isEmpty })
      grader.waitUntilExit()
    }
  }

  @Test("Killing the launcher ends the whole tree, and is told apart from the command's end", .needsNamespaces)
  func launcherKilled() async throws {
    let sleepers = Sleepers()
    let launch = try Launch(
      .shell(sleepers.script), input: .none, launcher: Machine.launcher, tier: .full)
    let process = try SandboxedProcess(launch, keepsLines: false, tier: .full, limits: ResourceLimits(outputBytes: 0))
    #expect(await Machine.eventually { sleepers.areRunning })
    kill(launch.pid, SIGKILL)
    await #expect(throws: SandboxError.launcherKilled) { try await process.outcome() }
    #expect(await Machine.eventually { sleepers.areGone })
  }

  @Test("A run in the tier without its own file system leaves no temporary folder, killed or not")
  func temporaryFolder() async throws {
    for sandbox in try await Machine.sandboxes() where !sandbox.tier.hasOwnFileSystem {
      let script = "echo $TMPDIR; mkdir -p $TMPDIR/a/b; echo > $TMPDIR/a/b/c; ln -s /usr $TMPDIR/link; sleep 1000"
      let limits = ResourceLimits(wall: .milliseconds(300))
      let outcome = try await sandbox.run(.shell(script, limits: limits))
      let folder = outcome.standardOutput.text.dropLast()
      #expect(folder.hasPrefix("/tmp/workbook-"))
      #expect(!FileManager.default.fileExists(atPath: String(folder)))
    }
  }

  /// `scripts/stress-sandbox` does the same a thousand times, and with a whole grader a hundred times.
  @Test("Nothing is left of launchers killed at any moment once the next run has swept")
  func killedAtAnyMoment() async throws {
    for sandbox in try await Machine.sandboxes() {
      let sleepers = Sleepers()
      for moment in 0..<12 {
        let launch = try Launch(
          .shell(sleepers.script), input: .none, launcher: Machine.launcher, tier: sandbox.tier)
        let process = try SandboxedProcess(
          launch, keepsLines: false, tier: sandbox.tier, limits: ResourceLimits(outputBytes: 0))
        // From the first of its steps to a running command.
        usleep(UInt32(500 * moment))
        kill(launch.pid, SIGKILL)
        _ = try? await process.outcome()
      }
      #expect(await Machine.eventually { sleepers.areGone })
      _ = try await Sandbox.probe(launcher: Machine.launcher)
      #expect(await Machine.eventually { Machine.abandoned.isEmpty }, "\(sandbox.tier)")
    }
  }
}
