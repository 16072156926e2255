// What this machine can isolate, found by trying.

internal import Foundation

/// The strongest tier of this machine, and what keeps it from a stronger one.
package struct Probe: Sendable, Hashable {
  /// Why a tier is not to be had.
  package struct Obstacle: Sendable, Hashable {
    package let tier: Tier
    /// What failed, why, and what to do.
    package let explanation: String
  }

  package let tier: Tier
  /// The strongest first. Empty when nothing is missing.
  package let obstacles: [Obstacle]
}

extension Sandbox {
  /// Finds the strongest tier by attempting, inside each, what it should forbid. Takes some milliseconds.
  /// - Throws: ``SandboxError`` if not even the weakest tier runs a command: the launcher is missing or broken.
  package static func probe(launcher: String) async throws -> Probe {
    var obstacles: [Probe.Obstacle] = []
    for tier in Tier.allCases.sorted(by: >) {
      guard let explanation = try await obstacle(to: tier, launcher: launcher) else {
        return Probe(tier: tier, obstacles: obstacles)
      }
      obstacles.append(.init(tier: tier, explanation: explanation))
    }
    throw SandboxError.launcherKilled
  }

  /// Why `tier` does not hold here; `nil` if it does.
  private static func obstacle(to tier: Tier, launcher: String) async throws -> String? {
    let sandbox = Sandbox(launcher: launcher, tier: tier)
    let probe = Mount(launcher, at: "/probe", .readOnly)
    // The launcher is statically linked: it needs nothing else to run inside. Its folder is not listed.
    let command = SandboxedCommand(
      executable: sandbox.path(of: probe),
      arguments: [
        "--attempt-escape", URL(filePath: launcher).deletingLastPathComponent().path,
        String(ProcessInfo.processInfo.processIdentifier),
      ], mounts: [probe], limits: ResourceLimits(wall: .seconds(10)))
    let outcome: Outcome
    do {
      outcome = try await sandbox.run(command)
    } catch let error as SandboxError where tier.hasOwnFileSystem {
      if case .launcherNotStarted = error { throw error }
      return error.description
    }
    // Without isolation there is nothing to forbid.
    guard tier.hasOwnFileSystem, outcome.termination.ending != .exited(code: 0) else { return nil }
    let attempts = outcome.standardOutput.text.split(separator: "\n").map { "`\($0)`" }
    return attempts.isEmpty
      ? "the probe \(outcome.termination.ending)"
      : "a command inside could \(attempts.joined(separator: ", ")); report this together with `uname -a`"
  }
}
