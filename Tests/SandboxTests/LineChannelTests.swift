// A long-lived command that is asked line by line.

import Testing

@testable import Sandbox

@Suite struct LineChannelTests {
  @Test("Lines go in and come out in order, and the outcome follows")
  func echo() async throws {
    for sandbox in try await Machine.sandboxes() {
      let process = try sandbox.start(.shell("while read -r line; do echo \"got $line\"; done <&0"))
      for number in 1...200 {
        try process.send("line \(number)")
        #expect(try await process.nextLine() == "got line \(number)")
      }
      process.terminate()
      #expect(try await process.nextLine() == nil)
      #expect(try await process.outcome().termination.ending == .terminated)
    }
  }

  @Test("What is printed at once arrives as lines, the unfinished one too, and standard error apart")
  func burst() async throws {
    for sandbox in try await Machine.sandboxes() {
      let process = try sandbox.start(.shell("seq 1 5000; printf end; echo note >&2; exit 4"))
      var lines: [String] = []
      while let line = try await process.nextLine() { lines.append(line) }
      #expect(lines == (1...5000).map(String.init) + ["end"])
      let outcome = try await process.outcome()
      #expect(outcome.termination.ending == .exited(code: 4))
      #expect(outcome.standardError.text == "note\n")
    }
  }

  @Test("A command that has ended takes no more lines, and says so without a signal")
  func closed() async throws {
    for sandbox in try await Machine.sandboxes() {
      let process = try sandbox.start(.shell("exit 0"))
      _ = try await process.outcome()
      #expect(throws: SandboxError.inputClosed) { try process.send("too late") }
    }
  }

  @Test("A command that cannot start ends the lines, and its outcome says why")
  func neverStarted() async throws {
    for sandbox in try await Machine.sandboxes() {
      var command = SandboxedCommand.shell("")
      command.executable = "/no/such/program"
      let process = try sandbox.start(command)
      #expect(try await process.nextLine() == nil)
      await #expect(throws: SandboxError.self) { try await process.outcome() }
    }
  }

  @Test("Lines that nobody reads end the command at its output limit")
  func unread() async throws {
    for sandbox in try await Machine.sandboxes() {
      let limits = ResourceLimits(wall: .seconds(60), outputBytes: 10_000)
      let process = try sandbox.start(.shell("yes", limits: limits))
      #expect(try await process.outcome().termination.ending == .exceeded(.output))
    }
  }

  @Test("Cancelling while waiting for a line ends the command")
  func cancelled() async throws {
    for sandbox in try await Machine.sandboxes() {
      let process = try sandbox.start(.shell("echo up; sleep 1000"))
      #expect(try await process.nextLine() == "up")
      let waiting = Task { try await process.nextLine() }
      waiting.cancel()
      await #expect(throws: CancellationError.self) { try await waiting.value }
      #expect(try await process.outcome().termination.ending == .terminated)
    }
  }
}
