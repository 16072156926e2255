// What kept graded code in.

/// How every execution of a run was isolated.
package struct Isolation: Codable, Hashable, Sendable {
  /// The sandbox tier's name.
  package var tier: String
  /// How memory was measured: `cgroup` (exact, by the kernel) or `polled`.
  package var memory: String
  /// The stronger tiers that this machine does not have, the strongest first.
  package var missing: [String]

  package init(tier: String, memory: String = "polled", missing: [String] = []) {
    self.tier = tier
    self.memory = memory
    self.missing = missing
  }
}
