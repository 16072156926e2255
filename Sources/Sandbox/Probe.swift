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
  /// What a command tried at this tier.
  package let attempts: [Attempt]
}

/// Something that a command tried in order to get out.
package struct Attempt: Sendable, Hashable {
  /// As it completes "a command inside could …".
  package let name: String
  /// The weakest tier that stops it.
  package let stoppedFrom: Tier
  package let succeeded: Bool

  /// The launcher's lines: whether it was stopped, from which tier on it should be, and its name.
  static func parse(_ output: String) -> [Attempt] {
    output.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "\t")
      guard fields.count == 3, let tier = Tier(rawValue: String(fields[1])) else { return nil }
      return Attempt(name: String(fields[2]), stoppedFrom: tier, succeeded: fields[0] != "stopped")
    }
  }
}

extension Sandbox {
  /// Finds the strongest tier by attempting, inside each, what it should forbid. Takes some tens of milliseconds.
  /// Also removes what launchers that were killed left behind.
  /// - Throws: ``SandboxError`` if not even the weakest tier runs a command: the launcher is missing or broken.
  /// - Parameter program: What a command runs to try: the launcher itself, unless `launcher` leads to it elsewhere.
  package static func probe(launcher: String, program: String? = nil) async throws -> Probe {
    sweep(launcher: launcher)
    var obstacles: [Probe.Obstacle] = []
    for tier in Tier.allCases.sorted(by: >) {
      let (attempts, explanation) = try await Sandbox(launcher: launcher, tier: tier).attemptEscape(program: program)
      guard let explanation else { return Probe(tier: tier, obstacles: obstacles, attempts: attempts) }
      obstacles.append(.init(tier: tier, explanation: explanation))
    }
    throw SandboxError.launcherKilled
  }

  /// Tries to get out. Tells what was tried, and why the tier does not hold here; `nil` if it does.
  package func attemptEscape(program: String? = nil) async throws -> (attempts: [Attempt], obstacle: String?) {
    let outside = try OutsideFile()
    defer { withExtendedLifetime(outside) {} }
    // The launcher is statically linked: it needs nothing else to run inside.
    let probe = Mount(program ?? launcher, at: "/probe", .readOnly)
    let command = SandboxedCommand(
      executable: path(of: probe),
      arguments: ["--attempt-escape", outside.path, String(ProcessInfo.processInfo.processIdentifier)],
      mounts: [probe],
      limits: ResourceLimits(wall: .seconds(10), cpu: .seconds(10), memoryBytes: 1 << 30, processes: 64))
    let outcome: Outcome
    do {
      outcome = try await run(command)
    } catch let error as SandboxError where tier.isIsolated {
      if case .launcherNotStarted = error { throw error }
      return ([], error.description)
    }
    let attempts = Attempt.parse(outcome.standardOutput.text)
    // Without isolation there is nothing to forbid.
    guard tier.isIsolated else { return (attempts, nil) }
    guard outcome.termination.ending == .exited(code: 0), !attempts.isEmpty else {
      return (attempts, "the probe \(outcome.termination.ending)")
    }
    let escapes = attempts.filter { $0.succeeded && $0.stoppedFrom <= tier }.map { "`\($0.name)`" }
    return (
      attempts,
      escapes.isEmpty
        ? nil : "a command inside could \(escapes.joined(separator: ", ")); report this together with `uname -a`"
    )
  }

  /// A launcher that is missing is told by the attempt that follows.
  private static func sweep(launcher: String) {
    let process = Process()
    process.executableURL = URL(filePath: launcher)
    process.arguments = ["--sweep"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return }
    process.waitUntilExit()
  }
}
