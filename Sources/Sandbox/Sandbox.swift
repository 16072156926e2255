// Runs commands at one tier.

/// Runs commands, all at the same tier.
package struct Sandbox: Sendable {
  /// The path of the launcher, `sandbox-launcher`.
  package let launcher: String
  package let tier: Tier

  package init(launcher: String, tier: Tier) {
    self.launcher = launcher
    self.tier = tier
  }

  /// The path under which a command sees `mount`.
  package func path(of mount: Mount) -> String {
    tier.hasOwnFileSystem ? mount.inside : mount.host
  }

  /// Runs `command` to its end with nothing on its standard input, and captures what it prints.
  /// Cancelling ends it; nothing of it is left when this throws.
  /// - Throws: ``SandboxError`` if the command could not be run, `CancellationError` if cancelled.
  package func run(_ command: SandboxedCommand) async throws -> Outcome {
    let launch = try Launch(command, input: .none, launcher: launcher, tier: tier)
    return try await SandboxedProcess(
      launch, keepsLines: false, tier: tier, limits: command.limits
    ).outcome()
  }

  /// Starts `command` with a line channel: its standard input and output.
  /// - Throws: ``SandboxError`` if the launcher or the thread that reads from it does not start. What goes wrong later is
  ///   the outcome's.
  package func start(_ command: SandboxedCommand) throws(SandboxError) -> SandboxedProcess {
    let launch = try Launch(command, input: .channel, launcher: launcher, tier: tier)
    return try SandboxedProcess(
      launch, keepsLines: true, tier: tier, limits: command.limits)
  }
}
