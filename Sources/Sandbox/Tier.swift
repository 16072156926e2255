// How much a machine can isolate.

/// What a sandbox guarantees, from the weakest to the strongest.
package enum Tier: String, Codable, Sendable, CaseIterable, Comparable {
  /// Resource limits and a wall clock. No isolation: only for code one trusts.
  case limits
  /// Landlock and a system-call filter: nothing outside the listed paths can be opened, there are no sockets but pairs,
  /// no signal reaches a process outside, and whatever the command starts ends with it. That other files exist can be
  /// seen. Memory and processes of the whole tree are polled.
  case confined
  /// Own user, process, mount, network, IPC and host-name namespaces besides the filter: only the listed paths exist.
  /// Memory and processes of the whole tree are polled.
  case full
  /// All of `full`, and the kernel counts the whole tree's memory, processor time, processes and threads.
  case fullWithGroups = "full+cgroup"

  package static func < (left: Tier, right: Tier) -> Bool {
    allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
  }

  /// Whether there is anything that a command may not do.
  package var isIsolated: Bool { self >= .confined }

  /// Whether a command sees listed paths under their names inside, rather than the host's file system.
  package var hasOwnFileSystem: Bool { self >= .full }

  /// Who says how much memory a command used.
  package var memoryMeasure: MemoryMeasure { self >= .fullWithGroups ? .group : .polled }
}

/// How the memory of a command and all that it started is measured.
package enum MemoryMeasure: String, Codable, Sendable {
  /// By looking at each process every 20 ms: memory that no process has mapped, in pipes and in files without a name, is
  /// not seen.
  case polled
  /// By the kernel's control group: all of it.
  case group = "cgroup"
}
