// A schedule: the choices that make one interleaving.

/// Where a schedule departs from the default choice.
///
/// The default keeps the running thread running; when it cannot run, the runnable thread with the lowest number goes on,
/// and a signal wakes the thread that has waited longest.
package struct Deviation: Codable, Hashable, Sendable {
  /// How many choices before this one, since the last deviation, took the default.
  package var skip: UInt32
  /// The thread chosen, by logical number.
  package var thread: UInt32

  package init(skip: UInt32, thread: UInt32) {
    self.skip = skip
    self.thread = thread
  }
}

/// One interleaving, as the choices that differ from running each thread until it blocks.
package struct Schedule: Codable, Hashable, Sendable {
  package var deviations: [Deviation]

  package init(_ deviations: [Deviation] = []) {
    self.deviations = deviations
  }
}
