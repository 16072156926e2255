// Which choices departed from the default, and what ran because of them.

internal import CInterleaveInterface
internal import Records

extension ResultReader {
  /// How often an event was another thread's than the one before it, among the events that were kept.
  func switches() -> Int {
    let all = UnsafeBufferPointer(start: interleave_events(result), count: Int(INTERLEAVE_MAX_EVENTS))
    let count = Int(result.pointee.event_count)
    var switches = 0
    var previous: UInt16?
    for index in max(0, count - all.count)..<count {
      let thread = all[index % all.count].thread
      if let previous, previous != thread { switches += 1 }
      previous = thread
    }
    return switches
  }

  func anchors() -> [Anchor] {
    rawDeviations().map {
      Anchor(kind(of: $0), running: Int($0.running), step: Int($0.step), chosen: Int($0.thread))
    }
  }

  private func kind(of deviation: interleave_deviation) -> DeviationKind {
    // `allCases` is in the order of `enum interleave_deviation_kind`, which counts from 1.
    let index = Int(deviation.kind) - 1
    return DeviationKind.allCases.indices.contains(index) ? DeviationKind.allCases[index] : .wentOn
  }

  /// Every deviation, as it happened; none when not all events were kept.
  func criticalSwitches(among events: [Event]) -> [CriticalSwitch] {
    guard result.pointee.event_count == UInt32(events.count) else { return [] }
    return rawDeviations().map { deviation in
      let (running, chosen) = (Int(deviation.running), Int(deviation.thread))
      let position = min(Int(deviation.events), events.count)
      let next = events[position...].firstIndex { $0.thread == running }
      let between = events[position..<(next ?? events.count)]
      return CriticalSwitch(
        kind(of: deviation), running: running,
        lastStep: events[..<position].lastIndex { $0.thread == running }.map { $0 + 1 },
        nextStep: next.map { $0 + 1 }, chosen: chosen,
        firstChosenStep: between.firstIndex { $0.thread == chosen }.map { $0 + 1 },
        lastChosenStep: between.lastIndex { $0.thread == chosen }.map { $0 + 1 })
    }
  }
}
