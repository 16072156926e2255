// Since when threads hold what others wait for.

extension ExecutionRecord {
  /// Adds to those who wait the line on which the thread that holds the object took it. Asked for once the events have
  /// their lines.
  package mutating func locateHolders() {
    for index in outcome.waiting.indices {
      let waiting = outcome.waiting[index]
      guard let holder = waiting.heldBy, let object = waiting.object else { continue }
      let taking = events.last {
        $0.thread == holder && $0.object == object && ($0.kind == .lock || $0.kind == .tryLock || $0.kind == .acquire)
      }
      outcome.waiting[index].heldSince = taking?.location
    }
  }
}
