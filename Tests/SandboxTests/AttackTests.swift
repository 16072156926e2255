// Every attack, on every machine and in every tier that can be had here.

import Foundation
import Glibc
import Testing

@testable import Sandbox

/// An attack, and what becomes of it.
struct Attack: Sendable, CustomTestStringConvertible {
  /// As in `Attacks/*.c`.
  var name: String
  /// On top of those that every attack has.
  var limit: @Sendable (inout ResourceLimits) -> Void = { _ in }
  /// What a person is told.
  var ending: Ending
  var strays = 0...0
  var isTruncated = false
  /// In the tiers below this one it succeeds instead, and nothing names it: known, and to stay true.
  var stoppedFrom = Tier.confined
  var ifNotStopped: @Sendable (inout ResourceLimits) -> Void = { _ in }
  var endingIfNotStopped = Ending.exited(code: 0)

  var testDescription: String { name }

  static let all: [Attack] = [
    Attack(name: "exponential_fork", limit: { $0.processes = 40 }, ending: .exceeded(.processes)),
    Attack(name: "fork_bomb", limit: { $0.processes = 40 }, ending: .exceeded(.processes)),
    Attack(name: "thread_bomb", limit: { $0.processes = 40 }, ending: .exceeded(.threads)),
    Attack(name: "zombies", limit: { $0.processes = 40 }, ending: .exceeded(.processes)),
    Attack(name: "daemon_left_behind", ending: .exited(code: 0), strays: 1...1),
    // Caught between two processes, before or after it has forked.
    Attack(name: "pid_hopper", ending: .exited(code: 0), strays: 0...2),
    Attack(name: "hopper_beside_sleeper", limit: { $0.wall = .milliseconds(100) }, ending: .exceeded(.wallTime)),
    Attack(
      name: "hidden_processor_time", limit: { $0.cpu = .milliseconds(100) }, ending: .exceeded(.cpuTime),
      stoppedFrom: .fullWithGroups, ifNotStopped: { $0.wall = .milliseconds(400) },
      endingIfNotStopped: .exceeded(.wallTime)),
    Attack(
      name: "sleep_with_signals_blocked", limit: { $0.wall = .milliseconds(100) }, ending: .exceeded(.wallTime)),
    Attack(name: "loop", limit: { $0.cpu = .milliseconds(100) }, ending: .exceeded(.cpuTime)),
    Attack(name: "loop_beside_ended_main", limit: { $0.cpu = .milliseconds(100) }, ending: .exceeded(.cpuTime)),
    Attack(name: "sleep_beside_ended_main", limit: { $0.wall = .milliseconds(100) }, ending: .exceeded(.wallTime)),
    Attack(name: "kill_watcher", ending: .exited(code: 0)),
    Attack(name: "memory_of_one_process", limit: { $0.memoryBytes = 64 << 20 }, ending: .exceeded(.memory)),
    Attack(name: "memory_of_eight_processes", limit: { $0.memoryBytes = 64 << 20 }, ending: .exceeded(.memory)),
    Attack(name: "memory_beside_ended_main", limit: { $0.memoryBytes = 64 << 20 }, ending: .exceeded(.memory)),
    Attack(name: "memory_shared", limit: { $0.memoryBytes = 64 << 20 }, ending: .exceeded(.memory)),
    Attack(
      name: "memory_in_memfd", limit: { $0.memoryBytes = 64 << 20 }, ending: .exceeded(.memory),
      stoppedFrom: .fullWithGroups),
    Attack(
      name: "memory_in_shared_folder", limit: { $0.memoryBytes = 16 << 20 }, ending: .exceeded(.memory),
      stoppedFrom: .fullWithGroups),
    Attack(
      name: "memory_in_pipes", limit: { $0.memoryBytes = 16 << 20 }, ending: .exceeded(.memory),
      stoppedFrom: .fullWithGroups),
    Attack(
      name: "disk_fill", limit: { $0.scratchBytes = 16 << 20 }, ending: .exceeded(.diskSpace), stoppedFrom: .full),
    Attack(
      name: "many_files", limit: { $0.scratchBytes = 16 << 20 }, ending: .exceeded(.files), stoppedFrom: .full),
    Attack(name: "large_file", limit: { $0.fileBytes = 8 << 20 }, ending: .exceeded(.fileSize)),
    Attack(name: "sparse_file", limit: { $0.fileBytes = 8 << 20 }, ending: .exited(code: 1)),
    Attack(name: "descriptors", limit: { $0.openFiles = 100 }, ending: .exited(code: 1)),
    Attack(
      name: "output_flood", limit: { $0.outputBytes = 1000 }, ending: .exited(code: 0), isTruncated: true),
    Attack(name: "closed_output", limit: { $0.wall = .milliseconds(100) }, ending: .exceeded(.wallTime)),
    Attack(name: "forged_report", ending: .exited(code: 7)),
    Attack(name: "stack_overflow", ending: .signalled(number: 11, name: "SIGSEGV")),
    Attack(name: "abort_", ending: .signalled(number: 6, name: "SIGABRT")),
    Attack(name: "null_dereference", ending: .signalled(number: 11, name: "SIGSEGV")),
  ]

  func isStopped(in sandbox: Sandbox) -> Bool { sandbox.tier >= stoppedFrom }

  func run(in sandbox: Sandbox) async throws -> Outcome {
    // Only a hang takes as long as the wall clock.
    var limits = ResourceLimits(wall: .seconds(60), processes: 200)
    limit(&limits)
    if !isStopped(in: sandbox) { ifNotStopped(&limits) }
    let program = Mount(try AttackPrograms.attacks.get().path, at: "/attacks", .readOnly)
    return try await sandbox.run(
      SandboxedCommand(
        executable: sandbox.path(of: program), arguments: [name], mounts: [program], limits: limits))
  }
}

@Suite(.serialized) struct AttackTests {
  @Test("Fails with the verdict that names it, or is known to succeed in the tier", arguments: Attack.all)
  func attack(_ attack: Attack) async throws {
    try await AttackedMachine.everywhere { place, sandbox in
      let outcome = try await attack.run(in: sandbox)
      let expected = attack.isStopped(in: sandbox) ? attack.ending : attack.endingIfNotStopped
      #expect(outcome.termination.ending == expected, "\(place)")
      if expected == .exited(code: 0) {
        #expect(attack.strays.contains(outcome.termination.strayProcesses), "\(place)")
      }
      #expect(outcome.standardOutput.isTruncated == attack.isTruncated, "\(place)")
    }
  }

  @Test("No attempt to get out succeeds but those that the tier is known not to stop")
  func attempts() async throws {
    for machine in try await AttackedMachine.all.value {
      for sandbox in machine.sandboxes {
        let program = try AttackPrograms.folder.get().appending(component: "sandbox-launcher").path
        let (attempts, obstacle) = try await sandbox.attemptEscape(program: program)
        #expect(obstacle == nil, "\(machine.name)")
        #expect(attempts.count > 30)
        // An ordinary user is not root to begin with.
        let known =
          sandbox.tier >= .full ? [] : ["be root", "enter a folder outside", "see that a file outside exists"]
        let expected = machine.name.hasPrefix("root") ? known : known.filter { $0 != "be root" }
        #expect(attempts.filter(\.succeeded).map(\.name).sorted() == expected, "\(machine.name), \(sandbox.tier)")
      }
    }
  }

  @Test("A container has tier `confined`, as root and as an ordinary user; an ordinary user has no groups")
  func tiers() async throws {
    for machine in try await AttackedMachine.all.value {
      if machine.name.hasSuffix("container") {
        #expect(machine.probe.tier <= .confined)
        #expect(machine.probe.obstacles.prefix(2).map(\.tier) == [.fullWithGroups, .full])
      } else if machine.name == "user" {
        #expect(machine.probe.tier < .fullWithGroups)
      }
    }
  }

  @Test(
    "A program that is root's, whoever starts it, gains nothing",
    .enabled(if: getuid() == 0, "only root can make a program root's"))
  func setuidProgram() async throws {
    let attacks = try AttackPrograms.attacks.get().path
    let rooted = try AttackPrograms.folder.get().appending(component: "rooted").path
    if !FileManager.default.fileExists(atPath: rooted) {
      try FileManager.default.copyItem(atPath: attacks, toPath: rooted)
    }
    try #require(chmod(rooted, 0o4755) == 0)
    for machine in try await AttackedMachine.all.value {
      for sandbox in machine.sandboxes + [Sandbox(launcher: machine.launcher, tier: .limits)] {
        let mounts = [attacks, rooted].map { Mount($0, at: "/" + URL(filePath: $0).lastPathComponent, .readOnly) }
        let outcome = try await sandbox.run(
          SandboxedCommand(
            executable: sandbox.path(of: mounts[0]), arguments: ["setuid_program", sandbox.path(of: mounts[1])],
            mounts: mounts, limits: ResourceLimits(wall: .seconds(60))))
        #expect(outcome.termination.ending == .exited(code: 1), "\(machine.name), \(sandbox.tier)")
      }
    }
    let bare = try Process.run(
      URL(filePath: "/usr/bin/env"),
      arguments: ["setpriv", "--reuid=65534", "--clear-groups", attacks, "setuid_program", rooted])
    bare.waitUntilExit()
    #expect(bare.terminationStatus == 0, "it is root's where nothing is isolated: is \(rooted) mounted `nosuid`?")
  }

  @Test("Listeners outside are not reached: by path, by abstract name, on the loopback interface")
  func listeners() async throws {
    let listeners = try Listeners()
    for machine in try await AttackedMachine.all.value {
      for sandbox in machine.sandboxes {
        for (attack, address) in listeners.addresses {
          let program = Mount(try AttackPrograms.attacks.get().path, at: "/attacks", .readOnly)
          let outcome = try await sandbox.run(
            SandboxedCommand(
              executable: sandbox.path(of: program), arguments: [attack, address], mounts: [program],
              limits: ResourceLimits(wall: .seconds(60))))
          #expect(outcome.termination.ending == .exited(code: 1), "\(attack), \(machine.name), \(sandbox.tier)")
        }
      }
    }
    for (attack, address) in listeners.addresses {
      let command = SandboxedCommand(
        executable: try AttackPrograms.attacks.get().path, arguments: [attack, address], mounts: [],
        limits: ResourceLimits(wall: .seconds(60)))
      let outcome = try await Sandbox(launcher: Machine.launcher, tier: .limits).run(command)
      #expect(outcome.termination.ending == .exited(code: 0), "\(attack) reaches it where nothing is isolated")
    }
  }

  @Test(
    "Prints the table of all attacks",
    .enabled(if: getenv("WORKBOOK_ATTACK_TABLE") != nil, "set WORKBOOK_ATTACK_TABLE=1 to print it"))
  func table() async throws {
    var lines: [String] = []
    for machine in try await AttackedMachine.all.value {
      for sandbox in machine.sandboxes {
        lines.append("\n\(machine.name), tier \(sandbox.tier.rawValue)")
        let program = try AttackPrograms.folder.get().appending(component: "sandbox-launcher").path
        for attempt in try await sandbox.attemptEscape(program: program).attempts {
          lines.append("  \(attempt.succeeded ? "NOT STOPPED" : "stopped    ")  \(attempt.name)")
        }
        for attack in Attack.all {
          let outcome = try await attack.run(in: sandbox)
          let strays = outcome.termination.strayProcesses
          lines.append(
            "  \(attack.isStopped(in: sandbox) ? "stopped    " : "NOT STOPPED")  \(attack.name): "
              + "\(outcome.termination.ending)" + (strays > 0 ? "; \(strays) stray processes ended" : "")
              + (outcome.standardOutput.isTruncated ? "; output truncated" : ""))
        }
      }
    }
    print(lines.joined(separator: "\n"))
  }
}

/// Sockets that wait for connections or datagrams, which nobody needs to accept.
private final class Listeners {
  let addresses: [(attack: String, address: String)]
  private let descriptors: [Int32]
  private let path: String

  init() throws {
    let folder = try AttackPrograms.folder.get()
    let path = folder.appending(component: "listener").path
    let name = "sandbox-tests-\(getpid())"
    func open(_ family: Int32, _ type: __socket_type, _ bind: (Int32) -> Int32) throws -> Int32 {
      let descriptor = socket(family, Int32(type.rawValue), 0)
      try #require(bind(descriptor) == 0 && (type == SOCK_DGRAM || listen(descriptor, 16) == 0))
      return descriptor
    }
    func unix(_ text: [UInt8]) throws -> Int32 {
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: text) }
      let length = socklen_t(MemoryLayout<sa_family_t>.size + text.count)
      return try open(AF_UNIX, SOCK_STREAM) { descriptor in
        withUnsafePointer(to: &address) {
          $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
      }
    }
    unlink(path)
    let byPath = try unix(Array(path.utf8) + [0])
    chmod(path, 0o777)
    let abstract = try unix([0] + Array(name.utf8))
    func loopback(_ type: __socket_type) throws -> (descriptor: Int32, port: String) {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      let descriptor = try open(AF_INET, type) { descriptor in
        withUnsafeMutablePointer(to: &address) {
          $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            return bind(descriptor, pointer, length) == 0 ? getsockname(descriptor, pointer, &length) : -1
          }
        }
      }
      return (descriptor, "\(UInt16(bigEndian: address.sin_port))")
    }
    let tcp = try loopback(SOCK_STREAM), udp = try loopback(SOCK_DGRAM)
    descriptors = [byPath, abstract, tcp.descriptor, udp.descriptor]
    self.path = path
    addresses = [
      ("unix_socket", path), ("abstract_socket", name), ("tcp_socket", tcp.port), ("udp_socket", udp.port),
    ]
  }

  deinit {
    for descriptor in descriptors { close(descriptor) }
    unlink(path)
  }
}
