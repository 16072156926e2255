// The limits that no course changes.

/// Bounds on all that is built or run: generous, the same on every machine.
package enum FixedLimits {
  /// Descriptors of each process.
  package static let openFiles = 1024
  /// The temporary folder, and shared memory by name, each.
  package static let temporaryBytes = 64 << 20
}
