// How much of an execution there is to follow, and which switches between threads make it what it is.

/// The measures by which a failing schedule is made small, the weightiest first.
package struct ExecutionSize: Codable, Hashable, Sendable, Comparable {
  /// Choices that departed from running each thread until it waits.
  package var deviations: Int
  /// How often a step was another thread's than the step before it.
  package var switches: Int
  /// Scheduling points passed.
  package var steps: Int

  package init(deviations: Int, switches: Int, steps: Int) {
    self.deviations = deviations
    self.switches = switches
    self.steps = steps
  }

  package static func < (a: ExecutionSize, b: ExecutionSize) -> Bool {
    (a.deviations, a.switches, a.steps) < (b.deviations, b.switches, b.steps)
  }
}

extension ExecutionRecord {
  package var size: ExecutionSize {
    ExecutionSize(deviations: schedule.deviations.count, switches: switches, steps: steps)
  }

  /// ``critical``, or `nil` where not every event is there to tell.
  package var knownSwitches: [CriticalSwitch]? { events.isEmpty || eventsTruncated ? nil : critical }
}

/// What a choice that departed from the default was between.
package enum DeviationKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// Another thread ran although the running one could go on.
  case preempted
  /// The running thread waited or ended, and not the one with the lowest number went on.
  case wentOn = "went-on"
  /// A wake-up went to another thread than the one that had waited longest.
  case woken
}

/// A deviation by where the running thread stood: that stays the same when other deviations are left out, which the
/// number of choices before it does not.
package struct Anchor: Codable, Hashable, Sendable {
  package var kind: DeviationKind
  /// The thread that ran, and how many scheduling points it had passed.
  package var running: Int
  package var step: Int
  /// The thread that was chosen.
  package var chosen: Int

  package init(_ kind: DeviationKind, running: Int, step: Int, chosen: Int) {
    self.kind = kind
    self.running = running
    self.step = step
    self.chosen = chosen
  }
}

/// A deviation as it happened: in a schedule that was shrunk to the end, a switch that cannot be dropped. Steps are events
/// by number, from 1.
package struct CriticalSwitch: Codable, Hashable, Sendable {
  package var kind: DeviationKind
  /// The thread that ran before, and its last step until then and its first one after; `nil` where there is none.
  package var running: Int
  package var lastStep: Int?
  package var nextStep: Int?
  /// The thread that was chosen, and the first and the last of its steps in between; `nil` where it took none.
  package var chosen: Int
  package var firstChosenStep: Int?
  package var lastChosenStep: Int?

  package init(
    _ kind: DeviationKind, running: Int, lastStep: Int? = nil, nextStep: Int? = nil, chosen: Int,
    firstChosenStep: Int? = nil,
    lastChosenStep: Int? = nil
  ) {
    self.kind = kind
    self.running = running
    self.lastStep = lastStep
    self.nextStep = nextStep
    self.chosen = chosen
    self.firstChosenStep = firstChosenStep
    self.lastChosenStep = lastChosenStep
  }
}
