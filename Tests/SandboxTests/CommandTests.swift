// What a command gets and gives, in every tier of this machine.

import Foundation
import Testing

@testable import Sandbox

@Suite struct CommandTests {
  @Test("Exit codes, signals, both outputs and the tier are told")
  func endings() async throws {
    for sandbox in try await Machine.sandboxes() {
      let exited = try await sandbox.run(.shell("echo out; echo err >&2; exit 7"))
      #expect(exited.termination.ending == .exited(code: 7))
      #expect(exited.standardOutput.text == "out\n")
      #expect(exited.standardError.text == "err\n")
      #expect(exited.termination.tier == sandbox.tier)
      let signalled = try await sandbox.run(.shell("kill -SEGV $$"))
      #expect(signalled.termination.ending == .signalled(number: 11, name: "SIGSEGV"))
    }
  }

  @Test("A command that cannot be started is told apart from one that fails")
  func missingExecutable() async throws {
    for sandbox in try await Machine.sandboxes() {
      var command = SandboxedCommand.shell("")
      command.executable = "/no/such/program"
      await #expect {
        try await sandbox.run(command)
      } throws: { error in
        guard case SandboxError.stepFailed("execve", "/no/such/program", ENOENT, _) = error else { return false }
        return true
      }
    }
  }

  @Test("A missing launcher is named")
  func missingLauncher() async throws {
    await #expect(throws: SandboxError.launcherNotStarted(path: "/no/launcher", errorNumber: ENOENT)) {
      try await Sandbox(launcher: "/no/launcher", tier: .limits).run(.shell("true"))
    }
  }

  @Test("The environment is exactly as given, with a temporary folder that exists only meanwhile")
  func environment() async throws {
    setenv("WORKBOOK_MUST_NOT_BE_INHERITED", "1", 1)
    for sandbox in try await Machine.sandboxes() {
      var command = SandboxedCommand.shell("")
      command.executable = "/usr/bin/env"
      command.arguments = []
      command.environment = ["A": "1", "B": "two words=\n"]
      let lines = try await sandbox.run(command).standardOutput.text
      let folder = lines.components(separatedBy: "TMPDIR=")[1].dropLast()
      #expect(lines == "A=1\nB=two words=\n\nHOME=\(folder)\nTMPDIR=\(folder)\n")
      if sandbox.tier.hasOwnFileSystem { #expect(folder == "/tmp") }
      if !sandbox.tier.hasOwnFileSystem { #expect(!FileManager.default.fileExists(atPath: String(folder))) }
    }
  }

  @Test("Only the three standard descriptors are open, though the grader leaks one")
  func descriptors() async throws {
    let leaked = open("/dev/null", O_RDONLY)
    defer { close(leaked) }
    let script = "for n in $(seq 0 200); do [ -e /proc/self/fd/$n ] && echo $n; done; true"
    for sandbox in try await Machine.sandboxes() {
      let outcome = try await sandbox.run(.shell(script))
      #expect(outcome.standardOutput.text == "0\n1\n2\n")
    }
  }

  @Test("Signals that the grader blocks or ignores are as usual inside")
  func signals() async throws {
    signal(SIGPIPE, SIG_IGN)
    for sandbox in try await Machine.sandboxes() {
      let outcome = try await sandbox.run(.shell("exec grep -E '^Sig(Blk|Ign)' /proc/self/status"))
      #expect(outcome.standardOutput.text == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n")
    }
  }

  @Test("Address-space randomisation is off when asked, and addresses repeat")
  func fixedLayout() async throws {
    for sandbox in try await Machine.sandboxes() {
      var command = SandboxedCommand.shell("exec grep -hE '^0|stack|libc' /proc/self/personality /proc/self/maps")
      command.fixedAddressLayout = true
      let first = try await sandbox.run(command).standardOutput.text
      #expect(first.hasPrefix("00040000\n"))
      let second = try await sandbox.run(command).standardOutput.text
      #expect(first == second)
    }
  }

  @Test("A command runs on the one core it is given")
  func core() async throws {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let allowed = try #require(status.firstMatch(of: /Cpus_allowed_list:\s*(\d+)/))
    let core = try #require(Int(allowed.1))
    for sandbox in try await Machine.sandboxes() {
      var command = SandboxedCommand.shell("exec grep Cpus_allowed_list /proc/self/status")
      command.core = core
      #expect(try await sandbox.run(command).standardOutput.text == "Cpus_allowed_list:\t\(core)\n")
    }
  }
}
