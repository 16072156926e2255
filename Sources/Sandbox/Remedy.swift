// What to change on a machine so that it reaches a tier.

/// One change, with the command or the setting that makes it where there is one.
package enum Remedy: String, Sendable, Hashable, CaseIterable {
  /// The number of user namespaces that may exist is 0.
  case raiseNamespaces
  /// Debian's setting that only root makes user namespaces.
  case allowUnprivilegedNamespaces
  /// Ubuntu's, which gives namespaces without capabilities in them.
  case liftAppArmorRestriction
  /// A container's own filter and the paths it masks in `/proc`.
  case loosenContainer
  case newerKernelForFull
  case newerKernelForConfined
  /// Landlock is built in but was not chosen at boot.
  case enableLandlock
  /// A container's filter refuses the calls.
  case allowLandlock
  /// A control group of one's own, from systemd.
  case delegateGroup
  /// Systemd's default delegation lacks a controller.
  case enableControllers
  /// Groups are there, but only root makes any.
  case runAsRoot
  /// A container shows its groups read-only.
  case writableGroups
  /// Nothing that was foreseen.
  case report

  /// What to type; `COMMAND` stands for the grader's command line, `IMAGE` for a container's image.
  package var command: String? {
    switch self {
    case .raiseNamespaces: "sysctl -w user.max_user_namespaces=15000"
    case .allowUnprivilegedNamespaces: "sysctl -w kernel.unprivileged_userns_clone=1"
    case .liftAppArmorRestriction: "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    case .loosenContainer:
      "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
        + "--security-opt systempaths=unconfined IMAGE COMMAND"
    case .enableLandlock: "lsm=landlock,$(cat /sys/kernel/security/lsm)"
    case .allowLandlock: "docker run --security-opt seccomp=unconfined IMAGE COMMAND"
    case .delegateGroup: "systemd-run --user --scope -p Delegate=yes -- COMMAND"
    case .enableControllers: "cgroup_enable=memory"
    case .runAsRoot: "sudo COMMAND"
    case .writableGroups: "docker run --cgroupns=host -v /sys/fs/cgroup:/sys/fs/cgroup:rw IMAGE COMMAND"
    case .newerKernelForFull, .newerKernelForConfined: nil
    case .report: "uname -a"
    }
  }
}

extension Probe.Obstacle {
  /// What the failure and the machine's own settings point at, the likeliest first; never empty.
  package func remedies(on machine: MachineFacts) -> [Remedy] {
    guard case .failed(.stepFailed(_, _, _, let remedy)) = cause else { return [.report] }
    // The launcher says with each failed step what it needed.
    if remedy.hasPrefix("tier `full+cgroup`") { return groupRemedies(on: machine) }
    if remedy.hasPrefix("tier `confined`") {
      if machine.kernel < Version(6, 12) { return [.newerKernelForConfined] }
      return [machine.securityModules?.contains("landlock") == true ? .allowLandlock : .enableLandlock]
    }
    if remedy.hasPrefix("tier `full` needs Linux") || machine.kernel < Version(5, 12) { return [.newerKernelForFull] }
    if remedy.hasPrefix("allow user namespaces") { return namespaceRemedies(on: machine) }
    return [.report]
  }

  private func namespaceRemedies(on machine: MachineFacts) -> [Remedy] {
    var remedies: [Remedy] = []
    if machine.settings[.maximumNamespaces] == 0 { remedies.append(.raiseNamespaces) }
    if !machine.isRoot, machine.settings[.unprivilegedNamespaces] == 0 {
      remedies.append(.allowUnprivilegedNamespaces)
    }
    if !machine.isRoot, machine.settings[.appArmorRestriction] == 1 { remedies.append(.liftAppArmorRestriction) }
    if machine.isContainer || remedies.isEmpty { remedies.append(.loosenContainer) }
    return remedies
  }

  private func groupRemedies(on machine: MachineFacts) -> [Remedy] {
    if machine.isContainer { return machine.isRoot ? [.writableGroups] : [.runAsRoot, .writableGroups] }
    if let controllers = machine.groupControllers, !controllers.isSuperset(of: ["memory", "pids"]) {
      return [.enableControllers]
    }
    if machine.isRoot { return [.report] }
    // Only version 2 can be given away safely; of version 1 an ordinary user makes no groups.
    return machine.hasSystemd && machine.groupControllers != nil ? [.delegateGroup, .runAsRoot] : [.runAsRoot]
  }
}
