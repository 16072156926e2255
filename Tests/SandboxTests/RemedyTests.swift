// Which remedy a failure points at, on machines of every kind.

import Testing

@testable import Sandbox

@Suite struct RemedyTests {
  /// The beginnings of the launcher's own hints.
  private static let needs: [Tier: String] = [
    .fullWithGroups: "tier `full+cgroup` needs groups that you may make", .full: "allow user namespaces: `sysctl",
    .confined: "tier `confined` needs Linux 6.12 or newer",
  ]

  private func remedies(_ tier: Tier, _ machine: MachineFacts) -> [Remedy] {
    Probe.Obstacle(
      tier: tier, cause: .failed(.stepFailed(call: "call", path: "", errorNumber: 1, remedy: Self.needs[tier]!))
    ).remedies(on: machine)
  }

  private let new = Version(6, 12)

  @Test("Each setting that forbids namespaces is named, and a container's own filter")
  func namespaces() {
    #expect(remedies(.full, MachineFacts(kernel: new, settings: [.maximumNamespaces: 0])) == [.raiseNamespaces])
    let debian: [MachineFacts.Setting: Int] = [.maximumNamespaces: 15000, .unprivilegedNamespaces: 0]
    #expect(remedies(.full, MachineFacts(kernel: new, settings: debian)) == [.allowUnprivilegedNamespaces])
    let ubuntu: [MachineFacts.Setting: Int] = [.maximumNamespaces: 15000, .appArmorRestriction: 1]
    #expect(remedies(.full, MachineFacts(kernel: new, settings: ubuntu)) == [.liftAppArmorRestriction])
    #expect(
      remedies(.full, MachineFacts(kernel: new, isContainer: true, settings: ubuntu))
        == [.liftAppArmorRestriction, .loosenContainer])
    // Neither of the two holds for root.
    let both: [MachineFacts.Setting: Int] = [.unprivilegedNamespaces: 0, .appArmorRestriction: 1]
    #expect(remedies(.full, MachineFacts(kernel: new, isRoot: true, settings: both)) == [.loosenContainer])
    #expect(remedies(.full, MachineFacts(kernel: Version(5, 10))) == [.newerKernelForFull])
  }

  @Test("Groups are delegated by systemd, made by root, or mounted writable in a container")
  func groups() {
    let controllers: Set = ["memory", "pids"]
    #expect(
      remedies(.fullWithGroups, MachineFacts(kernel: new, hasSystemd: true, groupControllers: controllers))
        == [.delegateGroup, .runAsRoot])
    #expect(remedies(.fullWithGroups, MachineFacts(kernel: new, groupControllers: controllers)) == [.runAsRoot])
    #expect(remedies(.fullWithGroups, MachineFacts(kernel: new, hasSystemd: true)) == [.runAsRoot])
    #expect(
      remedies(.fullWithGroups, MachineFacts(kernel: new, isRoot: true, isContainer: true)) == [.writableGroups])
    #expect(
      remedies(.fullWithGroups, MachineFacts(kernel: new, isContainer: true)) == [.runAsRoot, .writableGroups])
    #expect(
      remedies(.fullWithGroups, MachineFacts(kernel: new, isRoot: true, groupControllers: ["pids"]))
        == [.enableControllers])
    #expect(
      remedies(.fullWithGroups, MachineFacts(kernel: new, isRoot: true, groupControllers: controllers)) == [.report])
  }

  @Test("Landlock needs a kernel, a choice at boot, or a container that lets it through")
  func landlock() {
    #expect(remedies(.confined, MachineFacts(kernel: Version(6, 11))) == [.newerKernelForConfined])
    #expect(remedies(.confined, MachineFacts(kernel: new, securityModules: ["yama"])) == [.enableLandlock])
    #expect(remedies(.confined, MachineFacts(kernel: new, securityModules: ["landlock"])) == [.allowLandlock])
  }

  @Test("What was not foreseen is to be reported")
  func unforeseen() {
    let machine = MachineFacts(kernel: new)
    for cause in [Probe.Cause.escapes(["mount"]), .ended(.exceeded(.wallTime)), .failed(.launcherKilled)] {
      #expect(Probe.Obstacle(tier: .full, cause: cause).remedies(on: machine) == [.report])
    }
  }

  @Test("This machine's own facts can be read")
  func facts() {
    #expect(MachineFacts.read().kernel > Version(2, 0))
  }
}
