// What this machine can isolate, found by trying.

internal import Foundation
internal import Glibc

/// The strongest tier of this machine, and what keeps it from a stronger one.
package struct Probe: Sendable, Hashable {
  /// Why a tier is not to be had.
  package struct Obstacle: Sendable, Hashable {
    package let tier: Tier
    package let cause: Cause

    package init(tier: Tier, cause: Cause) {
      self.tier = tier
      self.cause = cause
    }
  }

  package enum Cause: Sendable, Hashable {
    /// A step of setting the tier up failed.
    case failed(SandboxError)
    /// What a command inside could do, as the attempts are named.
    case escapes([String])
    /// The attempts were not made.
    case ended(Ending)
  }

  package let tier: Tier
  /// The strongest first. Empty when nothing is missing.
  package let obstacles: [Obstacle]
  /// What a command tried at this tier.
  package let attempts: [Attempt]

  package init(tier: Tier, obstacles: [Obstacle] = [], attempts: [Attempt]) {
    self.tier = tier
    self.obstacles = obstacles
    self.attempts = attempts
  }
}

/// Something that a command tried in order to get out.
package struct Attempt: Sendable, Hashable {
  /// As it completes "a command inside could …".
  package let name: String
  /// The weakest tier that stops it.
  package let stoppedFrom: Tier
  package let succeeded: Bool

  package init(name: String, stoppedFrom: Tier, succeeded: Bool) {
    self.name = name
    self.stoppedFrom = stoppedFrom
    self.succeeded = succeeded
  }

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
      let (attempts, cause) = try await Sandbox(launcher: launcher, tier: tier).attemptEscape(program: program)
      guard let cause else { return Probe(tier: tier, obstacles: obstacles, attempts: attempts) }
      obstacles.append(.init(tier: tier, cause: cause))
    }
    throw SandboxError.launcherKilled
  }

  /// Tries to get out. Tells what was tried, and why the tier does not hold here; `nil` if it does.
  package func attemptEscape(program: String? = nil) async throws -> (attempts: [Attempt], obstacle: Probe.Cause?) {
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
      return ([], .failed(error))
    }
    let attempts = Attempt.parse(outcome.standardOutput.text)
    // Without isolation there is nothing to forbid.
    guard tier.isIsolated else { return (attempts, nil) }
    guard outcome.termination.ending == .exited(code: 0), !attempts.isEmpty else {
      return (attempts, .ended(outcome.termination.ending))
    }
    let escapes = attempts.filter { $0.succeeded && $0.stoppedFrom <= tier }.map(\.name)
    return (attempts, escapes.isEmpty ? nil : .escapes(escapes))
  }

  /// A launcher that is missing is told by the attempt that follows.
  private static func sweep(launcher: String) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    guard let sweeper = try? ChildProcess.spawn(launcher, ["sandbox-launcher", "--sweep"], &actions) else { return }
    ChildProcess.wait(for: sweeper)
  }
}
