// What a command sees and reaches in tier `full`.

import Foundation
import Testing

@testable import Sandbox

@Suite(.needsNamespaces) struct IsolationTests {
  func output(of script: String, mounts: [Mount] = []) async throws -> String {
    let outcome = try await Machine.full.run(.shell(script, mounts: mounts))
    return outcome.standardOutput.text + outcome.standardError.text
  }

  @Test("Only listed paths exist at the top")
  func top() async throws {
    let listed = Set(Mount.system.map { $0.inside.split(separator: "/")[0] }).map(String.init)
    let expected = Set(listed + ["dev", "etc", "proc", "tmp"]).sorted()
    #expect(try await output(of: "LC_ALL=C ls /") == expected.joined(separator: "\n") + "\n")
  }

  @Test("A file that is not listed can be neither read, seen nor entered")
  func readsOutside() async throws {
    try await withFolder { folder in
      try "secret".write(toFile: "\(folder)/secret", atomically: true, encoding: .utf8)
      let script = "cat '\(folder)/secret' || stat '\(folder)' || cd '\(folder)' || ls /proc/1/root || ls /root"
      let outcome = try await Machine.full.run(.shell(script))
      #expect(outcome.standardOutput.text == "")
      #expect(outcome.termination.ending != .exited(code: 0))
    }
  }

  @Test("A read-only mount, the system and the root refuse writing, linking and changing modes")
  func writesOutside() async throws {
    try await withFolder { folder in
      try "as it was".write(toFile: "\(folder)/file", atomically: true, encoding: .utf8)
      let script = """
        touch /work/new; echo x > /work/file; rm /work/file; mv /work/file /work/b; chmod 777 /work/file
        ln -s /etc /work/link; ln /work/file /tmp/hard; mkdir /new; touch /usr/new; touch /etc/new; chmod 0 /dev/null
        mknod /tmp/node b 8 0; mount -t tmpfs none /work
        ls -A /work /tmp
        """
      let outcome = try await Machine.full.run(.shell(script, mounts: [Mount(folder, at: "/work", .readOnly)]))
      #expect(outcome.standardOutput.text == "/tmp:\n\n/work:\nfile\n")
      #expect(try String(contentsOfFile: "\(folder)/file", encoding: .utf8) == "as it was")
    }
  }

  @Test("A folder only its owner may read, with a space in its path, can be read and written when listed so")
  func ownersFolder() async throws {
    try await withFolder { folder in
      try "in".write(toFile: "\(folder)/in put", atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(folder)/in put")
      let mount = Mount(folder, at: "/out/put", .writable)
      #expect(try await output(of: "cat '/out/put/in put' && echo made > /out/put/made", mounts: [mount]) == "in")
      #expect(try String(contentsOfFile: "\(folder)/made", encoding: .utf8) == "made\n")
      let made = try FileManager.default.attributesOfItem(atPath: "\(folder)/made")
      #expect(made[.ownerAccountID] as? NSNumber == NSNumber(value: getuid()))
    }
  }

  @Test("A symbolic link in a listed folder leads nowhere outside")
  func symbolicLink() async throws {
    try await withFolder { folder in
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/link", withDestinationPath: "/etc/hostname")
      let outcome = try await Machine.full.run(
        .shell("cat /work/link", mounts: [Mount(folder, at: "/work", .writable)]))
      #expect(outcome.termination.ending == .exited(code: 1))
    }
  }

  @Test("There is no network but the loopback interface")
  func network() async throws {
    #expect(
      try await output(of: "tail -n +3 /proc/self/net/dev | cut -d: -f1; tail -n +2 /proc/self/net/route")
        == "    lo\n")
  }

  @Test("The ids, the host's name and the process numbers are the same everywhere")
  func identity() async throws {
    #expect(
      try await output(of: "id -u; id -g; id -un; uname -n; echo $$; echo $PPID")
        == "1000\n1000\nstudent\nworkbook\n2\n1\n")
  }

  @Test("No capability is left, in any set, and none can be gained")
  func capabilities() async throws {
    #expect(
      try await output(of: "grep -E '^(Cap|NoNewPrivs)' /proc/self/status | tr -d '\\t '") == """
        CapInh:0000000000000000
        CapPrm:0000000000000000
        CapEff:0000000000000000
        CapBnd:0000000000000000
        CapAmb:0000000000000000
        NoNewPrivs:1

        """)
  }

  @Test("The process that watches is not to be seen, stopped, killed, reniced or moved")
  func watcher() async throws {
    let script = """
      ls -d /proc/1; kill -9 1; kill -STOP 1; renice -n 19 -p 1; taskset -p 1 1 >/tmp/before; chrt -i -p 0 1; ionice -c 3 -p 1; true
      """
    let outcome = try await Machine.full.run(.shell(script))
    #expect(outcome.termination.ending == .exited(code: 0))
    #expect(outcome.standardOutput.text == "")
    let refusals = outcome.standardError.text.split(separator: "\n")
    #expect(refusals.count == 5, "kill says nothing, and the kernel ignores it: \(refusals)")
  }

  @Test("The watching process's descriptors and time are not to be taken", arguments: ["nofile=0", "cpu=0"])
  func starvedWatcher(limit: String) async throws {
    let outcome = try await Machine.full.run(.shell("prlimit --pid 1 --\(limit)"))
    #expect(outcome.termination.ending == .exited(code: 1))
    #expect(outcome.standardError.text.contains("Operation not permitted"))
  }

  @Test("No namespace can be made inside, which would come with capabilities")
  func nestedNamespaces() async throws {
    let outcome = try await Machine.full.run(.shell("unshare --user true"))
    #expect(outcome.termination.ending == .exited(code: 1))
  }

  @Test("Kernel settings, load and uptime are not there")
  func kernel() async throws {
    #expect(try await output(of: "ls -d /sys /proc/sys /proc/uptime /proc/loadavg 2>/dev/null; echo none") == "none\n")
  }

  @Test("A place inside that would have to be made within another mount is refused, and nothing is made there")
  func nestedMount() async throws {
    try await withFolder { folder in
      let mounts = [Mount(folder, at: "/work", .writable), Mount("/usr", at: "/work/new", .readOnly)]
      await #expect {
        try await Machine.full.run(.shell("true", mounts: mounts))
      } throws: { error in
        guard case SandboxError.stepFailed(_, "/work/new", _, let remedy) = error else { return false }
        return remedy.contains("outside of other mounts")
      }
      let made = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(made.isEmpty)
    }
  }

  @Test("A listed path that does not exist is named, with the call that failed and a remedy")
  func missingMount() async throws {
    let error = SandboxError.stepFailed(
      call: "open_tree", path: "/no/such\nplace", errorNumber: ENOENT,
      remedy: "check that the path exists and that you may read it and enter the folders above it")
    // Many times: with groups, the launcher may find the supervisor gone before it was handed them.
    for sandbox in try await Machine.sandboxes() where sandbox.tier >= .full {
      for _ in 1...25 {
        await #expect(throws: error) {
          try await sandbox.run(.shell("true", mounts: [Mount("/no/such\nplace", at: "/work", .readOnly)]))
        }
      }
    }
  }
}
