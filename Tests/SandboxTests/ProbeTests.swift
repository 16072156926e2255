// What the probe says of this machine, and of broken ones.

import Foundation
import Testing

@testable import Sandbox

@Suite struct ProbeTests {
  @Test("Every tier stronger than the probed one has an obstacle with an explanation")
  func obstacles() async throws {
    let probe = try await Sandbox.probe(launcher: Machine.launcher)
    #expect(probe.obstacles.map(\.tier) == Tier.allCases.filter { $0 > probe.tier }.reversed())
    #expect(probe.obstacles.allSatisfy { !$0.explanation.isEmpty })
  }

  @Test("Tiers are ordered from the weakest to the strongest")
  func order() {
    #expect(Tier.limits < Tier.full)
  }

  @Test("The probe's attempts succeed where nothing is isolated: they can tell the difference")
  func attempts() async throws {
    let sandbox = Sandbox(launcher: Machine.launcher, tier: .limits)
    var command = SandboxedCommand.shell("")
    command.executable = Machine.launcher
    command.arguments = ["--attempt-escape", "/usr", String(getpid())]
    let outcome = try await sandbox.run(command)
    #expect(outcome.termination.ending == .exited(code: 1))
    #expect(outcome.standardOutput.text.contains("see a path that was not listed\nsignal a process outside\n"))
  }

  @Test("Without a launcher the probe fails and names it")
  func missingLauncher() async throws {
    await #expect(throws: SandboxError.launcherNotStarted(path: "/no/launcher", errorNumber: ENOENT)) {
      try await Sandbox.probe(launcher: "/no/launcher")
    }
  }
}
