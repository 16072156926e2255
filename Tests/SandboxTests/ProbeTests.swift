// What the probe says of this machine, and of broken ones.

import Foundation
import Testing

@testable import Sandbox

@Suite struct ProbeTests {
  @Test("Every tier stronger than the probed one has an obstacle")
  func obstacles() async throws {
    let machines = try await AttackedMachine.all.value
    for machine in machines {
      let stronger = Tier.allCases.filter { $0 > machine.probe.tier }
      #expect(machine.probe.obstacles.map(\.tier) == stronger.reversed(), "\(machine.name)")
    }
    // A container makes no namespaces.
    let container = try #require(machines.first { $0.name == "user, container" })
    #expect(container.probe.tier <= .confined)
  }

  @Test("Tiers are ordered from the weakest to the strongest")
  func order() {
    #expect([Tier.full, .limits, .fullWithGroups, .confined].sorted() == Tier.allCases)
  }

  @Test("The probe's attempts succeed where nothing is isolated: they can tell the difference")
  func attempts() async throws {
    let (attempts, _) = try await Sandbox(launcher: Machine.launcher, tier: .limits).attemptEscape()
    let succeeded = Set(attempts.filter(\.succeeded).map(\.name))
    #expect(
      succeeded.isSuperset(of: [
        "read a file that was not listed", "rename such a file", "see that a file outside exists",
        "read the grader's command line", "signal the grader", "limit the grader", "make a netlink socket",
      ]))
  }

  @Test(
    "Where namespaces are refused, as within a sandbox, tier `full` says which call failed and what to do",
    .needsNamespaces)
  func refusedNamespaces() async throws {
    let launcher = Mount(Machine.launcher, at: "/launcher", .readOnly)
    let report = try await Machine.full.run(.shell("/launcher --tier full -- /bin/true", mounts: [launcher]))
    #expect(report.standardOutput.text == "")
    let error = #expect(throws: SandboxError.self) {
      try LauncherReport.termination(from: report.standardError.bytes, tier: .full)
    }
    guard case .stepFailed("clone", "new namespaces", EPERM, let remedy) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(remedy.hasPrefix("allow user namespaces: `sysctl -w user.max_user_namespaces=15000`"))
    let limits = try await Machine.full.run(.shell("/launcher --tier limits -- /bin/true", mounts: [launcher]))
    #expect(limits.standardError.text.hasPrefix("{\"exit\":0,"))
  }

  @Test("Without a launcher the probe fails and names it")
  func missingLauncher() async throws {
    await #expect(throws: SandboxError.launcherNotStarted(path: "/no/launcher", errorNumber: ENOENT)) {
      try await Sandbox.probe(launcher: "/no/launcher")
    }
  }
}
