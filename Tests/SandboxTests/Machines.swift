// The machines that attacks run on: this one as it is, as an ordinary user, and as a container would show it.

import Foundation
import Testing

@testable import Sandbox

/// A machine, or what stands for one.
struct AttackedMachine: Sendable, CustomTestStringConvertible {
  /// `root` or `user`, and whether in a container.
  let name: String
  let probe: Probe
  let launcher: String

  /// The tiers that isolate here.
  var sandboxes: [Sandbox] {
    Tier.allCases.filter { $0.isIsolated && $0 <= probe.tier }.map { Sandbox(launcher: launcher, tier: $0) }
  }

  var testDescription: String { name }

  /// Runs `body` in every tier that isolates of every machine, at the same time: most of an attack is waiting.
  static func everywhere(
    _ body: @escaping @Sendable (_ place: String, _ sandbox: Sandbox) async throws -> Void
  ) async throws {
    let machines = try await all.value
    try await withThrowingTaskGroup { group in
      for machine in machines {
        for sandbox in machine.sandboxes {
          group.addTask { try await body("\(machine.name), \(sandbox.tier.rawValue)", sandbox) }
        }
      }
      try await group.waitForAll()
    }
  }

  /// All that can be had here. As an ordinary user one cannot become root.
  static let all = Task {
    let folder = try AttackPrograms.folder.get()
    let launcher = folder.appending(component: "sandbox-launcher")
    var machines: [AttackedMachine] = []
    func add(_ name: String, _ launcher: URL) async throws {
      let probe = try await Sandbox.probe(
        launcher: launcher.path, program: folder.appending(component: "sandbox-launcher").path)
      machines.append(AttackedMachine(name: name, probe: probe, launcher: launcher.path))
    }
    let user = getuid() == 0 ? ["-DUSER=65534"] : []
    try await add(getuid() == 0 ? "root" : "user", launcher)
    if getuid() == 0 {
      try await add("root, container", AttackPrograms.enter("root-container", ["-DCONTAINER"]))
      try await add("user", AttackPrograms.enter("user", user))
    }
    try await add("user, container", AttackPrograms.enter("user-container", user + ["-DCONTAINER"]))
    return machines
  }
}

/// The C programs beside this file, compiled once a test run.
enum AttackPrograms {
  static let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(component: "Attacks")

  /// A folder that every user may read, with a copy of the launcher, which may be built where not everybody may go.
  static let folder = Result {
    let folder = place()
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    atexit { try? FileManager.default.removeItem(at: place()) }
    // By another process: while this one had the copy open for writing, so would whatever it starts meanwhile, and
    // what is open for writing cannot be run.
    let copy = try Process.run(
      URL(filePath: "/bin/cp"), arguments: [Machine.launcher, folder.appending(component: "sandbox-launcher").path])
    copy.waitUntilExit()
    return folder
  }

  /// The program of all attacks but `enter.c`, which is a machine.
  static let attacks = Result {
    let files = try FileManager.default.contentsOfDirectory(at: sources, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "c" && $0.lastPathComponent != "enter.c" }.map(\.path).sorted()
    return try compile(files, ["-O1"], to: "attacks")
  }

  static func enter(_ name: String, _ flags: [String]) throws -> URL {
    let launcher = try folder.get().appending(component: "sandbox-launcher").path
    return try compile(
      [sources.appending(component: "enter.c").path], flags + ["-DLAUNCHER=\"\(launcher)\""], to: name)
  }

  private static func compile(_ files: [String], _ flags: [String], to name: String) throws -> URL {
    let program = try folder.get().appending(component: name)
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments =
      ["clang", "-D_GNU_SOURCE", "-std=gnu17", "-static", "-pthread", "-Wall", "-Werror"] + flags + files + [
        "-o", program.path,
      ]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
    return program
  }
}

private func place() -> URL {
  FileManager.default.temporaryDirectory.appending(component: "sandbox-attacks-\(getpid())")
}
