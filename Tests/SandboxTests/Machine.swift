// What the tests share: the launcher just built, the tiers of this machine, and its processes.

import Foundation
import Testing

@testable import Sandbox

enum Machine {
  /// Beside the running test program.
  static let launcher = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "sandbox-launcher").path

  private static let probe = Task { try await Sandbox.probe(launcher: launcher) }

  static func has(_ tier: Tier) async throws -> Bool { try await probe.value.tier >= tier }

  static let full = Sandbox(launcher: launcher, tier: .full)

  /// Those that hold on this machine.
  static func sandboxes() async throws -> [Sandbox] {
    let strongest = try await probe.value.tier
    return Tier.allCases.filter { $0 <= strongest }.map { Sandbox(launcher: launcher, tier: $0) }
  }

  /// Process numbers of those whose command line holds `marker`, outside of any namespace.
  static func processes(with marker: String) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap(pid_t.init).filter { pid in
      guard pid != getpid(), let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else {
        return false
      }
      return String(decoding: line, as: UTF8.self).contains(marker)
    }
  }

  /// Temporary folders and control groups of launchers that nobody holds locked, as running ones do.
  static var abandoned: [String] {
    let groups = (0...6).map { "/sys/fs/cgroup" + String(repeating: "/*", count: $0) + "/workbook-run-*" }
    return (["/tmp/workbook-scratch-*"] + groups).flatMap(paths(matching:)).filter { path in
      let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      defer { if folder >= 0 { close(folder) } }
      return folder >= 0 && flock(folder, LOCK_EX | LOCK_NB) == 0
    }
  }

  private static func paths(matching pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
  }

  /// Looks again and again until `condition` holds: only a hang takes as long as the bound.
  static func eventually(_ condition: () -> Bool) async -> Bool {
    let bound = ContinuousClock.now + .seconds(60)
    while !condition() {
      if ContinuousClock.now > bound { return false }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return true
  }
}

extension Trait where Self == ConditionTrait {
  /// Isolation can be shown only where there is some.
  static var needsNamespaces: Self {
    .enabled("this machine does not allow user namespaces: see `grade doctor`") {
      try await Machine.has(.full)
    }
  }
}

extension SandboxedCommand {
  /// A shell script under `limits`. Ten minutes are for a hang only: while other tests keep the processors busy, it may wait
  /// for its reader longer than a minute.
  static func shell(
    _ script: String, mounts: [Mount] = [], limits: ResourceLimits = ResourceLimits(wall: .seconds(600))
  ) -> SandboxedCommand {
    SandboxedCommand(
      executable: "/bin/sh", arguments: ["-c", script], mounts: Mount.system + mounts, limits: limits)
  }
}

/// A new folder, removed at the end. Its name has a space.
func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "sandbox tests \(UUID())")
  try FileManager.default.createDirectory(
    at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder.path)
}

extension Mount {
  /// What programs of this machine need to run: its programs, libraries, and the loader's cache, read-only.
  static let system: [Mount] =
    ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives"]
    .filter { FileManager.default.fileExists(atPath: $0) }
    .map { Mount(readOnly: $0) }
}
