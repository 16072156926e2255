// Each limit ends what goes over it and is named, in every tier of this machine.

import Foundation
import Testing

@testable import Sandbox

@Suite(.serialized) struct LimitTests {
  /// Every limit generous, so that only the one under test is met.
  static let generous = ResourceLimits(
    wall: .seconds(60), cpu: .seconds(60), memoryBytes: 1 << 30, processes: 200, fileBytes: 1 << 26,
    openFiles: 256)

  func ending(
    of script: String, sandbox: Sandbox, _ limit: (inout ResourceLimits) -> Void
  ) async throws -> Ending {
    var limits = Self.generous
    limit(&limits)
    return try await sandbox.run(.shell(script, limits: limits)).termination.ending
  }

  @Test("Sleeping for ever meets the wall clock, all signals ignored or not")
  func wall() async throws {
    for sandbox in try await Machine.sandboxes() {
      for script in ["sleep 1000", "trap '' TERM INT HUP XCPU; while :; do sleep 1000; done"] {
        let ending = try await ending(of: script, sandbox: sandbox) { $0.wall = .milliseconds(100) }
        #expect(ending == .exceeded(.wallTime))
      }
    }
  }

  @Test("A loop meets the CPU limit, also when it runs in a child, or over several")
  func cpu() async throws {
    let loop = "while :; do :; done"
    for sandbox in try await Machine.sandboxes() {
      for script in [loop, "trap '' XCPU; \(loop)", "(\(loop)) & wait", "(\(loop)) & (\(loop)) & (\(loop)) & wait"] {
        let ending = try await ending(of: script, sandbox: sandbox) { $0.cpu = .milliseconds(300) }
        #expect(ending == .exceeded(.cpuTime), "\(script)")
      }
    }
  }

  @Test("Allocating without end meets the memory limit, in one process or over several")
  func memory() async throws {
    for sandbox in try await Machine.sandboxes() {
      for script in ["exec tail /dev/zero", "for n in 1 2 3 4; do tail /dev/zero & done; wait"] {
        let ending = try await ending(of: script, sandbox: sandbox) { $0.memoryBytes = 100 << 20 }
        #expect(ending == .exceeded(.memory), "\(script)")
      }
    }
  }

  @Test("Memory that forked processes share is counted once")
  func sharedMemory() async throws {
    // One shell holds some MiB; sixteen copies of it share them.
    let script = """
      text=$(head -c 8000000 /dev/zero | tr '\\0' x)
      for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do (sleep 0.2; :) & done; wait
      """
    for sandbox in try await Machine.sandboxes() {
      let ending = try await ending(of: script, sandbox: sandbox) { $0.memoryBytes = 96 << 20 }
      #expect(ending == .exited(code: 0))
    }
  }

  @Test("A fork bomb meets the process limit, and nothing of it is left")
  func processes() async throws {
    for sandbox in try await Machine.sandboxes() {
      let marker = "bomb-\(UUID())"
      let script = ": \(marker); bomb() { bomb & bomb & wait; }; bomb"
      let ending = try await ending(of: script, sandbox: sandbox) { $0.processes = 40 }
      #expect(ending == .exceeded(.processes))
      #expect(Machine.processes(with: marker).isEmpty)
    }
  }

  @Test("Writing a large file meets the file-size limit")
  func fileSize() async throws {
    for sandbox in try await Machine.sandboxes() {
      let ending = try await ending(of: "exec head -c 2000000 /dev/zero > $TMPDIR/large", sandbox: sandbox) {
        $0.fileBytes = 1_000_000
      }
      #expect(ending == .exceeded(.fileSize))
    }
  }

  @Test("The temporary folder and shared memory are as large as asked", .needsNamespaces)
  func scratch() async throws {
    var limits = Self.generous
    limits.scratchBytes = 1 << 20
    let script = "for d in /tmp /dev/shm; do head -c 2000000 /dev/zero > $d/f; stat -c %s $d/f; done"
    let outcome = try await Machine.full.run(.shell(script, limits: limits))
    #expect(outcome.standardOutput.text == "1048576\n1048576\n")
  }

  @Test("A command that fails when its folders are full of data or of files has gone over that limit", .needsNamespaces)
  func fullFolders() async throws {
    let fill = "head -c 2000000 /dev/zero > $d/f"
    let many = "n=0; while : > $d/$n; do n=$((n + 1)); done"
    for sandbox in try await Machine.sandboxes() where sandbox.tier.hasOwnFileSystem {
      for folder in ["/tmp", "/dev/shm"] {
        for (script, limit) in [(fill, Limit.diskSpace), (many, .files)] {
          let failing = try await ending(of: "d=\(folder); \(script); exit 1", sandbox: sandbox) {
            $0.scratchBytes = 1 << 20
          }
          #expect(failing == .exceeded(limit))
        }
        // What a command can live with is its own affair.
        let done = try await ending(of: "d=\(folder); \(fill); exit 0", sandbox: sandbox) { $0.scratchBytes = 1 << 20 }
        #expect(done == .exited(code: 0))
      }
    }
  }

  @Test("A crash leaves no core file, and is offered to nobody who would collect one")
  func coreDump() async throws {
    for sandbox in try await Machine.sandboxes() {
      let limit = try await sandbox.run(.shell("exec grep 'Max core' /proc/self/limits"))
      #expect(limit.standardOutput.text.split(separator: " ").dropFirst(4) == ["1", "1", "bytes", "\n"])
      let outcome = try await sandbox.run(.shell("kill -ABRT $$"))
      #expect(outcome.termination.ending == .signalled(number: 6, name: "SIGABRT"))
    }
  }

  @Test("No more descriptors open than allowed")
  func openFiles() async throws {
    for sandbox in try await Machine.sandboxes() {
      var limits = Self.generous
      limits.openFiles = 20
      #expect(try await sandbox.run(.shell("ulimit -Hn", limits: limits)).standardOutput.text == "20\n")
    }
  }

  @Test("A flood of output is truncated, told, and ends by the other limits alone")
  func output() async throws {
    for sandbox in try await Machine.sandboxes() {
      var limits = Self.generous
      limits.outputBytes = 1000
      let script = "yes | head -c 5000000; yes no | head -c 5000000 >&2; exit 3"
      let outcome = try await sandbox.run(.shell(script, limits: limits))
      #expect(outcome.termination.ending == .exited(code: 3))
      for output in [outcome.standardOutput, outcome.standardError] {
        #expect(output.bytes.count == 1000)
        #expect(output.isTruncated)
      }
      let exact = try await sandbox.run(.shell("yes | head -c 1000", limits: limits))
      #expect(exact.standardOutput.bytes.count == 1000)
      #expect(!exact.standardOutput.isTruncated)
    }
  }
}
