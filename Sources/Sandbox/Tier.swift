// How much a machine can isolate.

/// What a sandbox guarantees, from the weakest to the strongest.
package enum Tier: String, Codable, Sendable, CaseIterable, Comparable {
  /// Resource limits and a wall clock. No isolation: only for code one trusts.
  case limits
  /// Own user, process, mount, network, IPC and host-name namespaces: only the listed paths exist, there is no
  /// network, and whatever the command starts ends with it. The memory of the whole tree is polled.
  case full

  package static func < (left: Tier, right: Tier) -> Bool {
    allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
  }

  /// Whether a command sees listed paths under their names inside, rather than the host's file system.
  package var hasOwnFileSystem: Bool { self >= .full }
}
