// What searches have in common: each asks for an execution after the other, and learns from it.

internal import Records

/// A way through the executions of one program with one input.
protocol ExecutionSearch: Sendable {
  /// The next execution; `nil` when all were run.
  var guide: Guide? { get }
  /// Executions that are needed still, as far as is known: at least so many.
  var known: Int { get }

  /// Learns from the execution that ``guide`` asked for.
  ///
  /// - Parameters:
  ///   - steps: its steps, then the pending ones.
  ///   - endedByStep: whether its last step ended it before what the other threads would have done.
  /// - Returns: its class's number; `nil` when the execution did not follow the guide.
  mutating func learn(_ steps: [Step], endedByStep: Bool) -> UInt64?
}

/// What one execution of a search is asked to do.
struct Guide: Equatable {
  var schedule = Schedule()
  /// So many choices are the schedule's.
  var prefix = 0
  /// Threads that sleep after the prefix, each with what its step uses.
  var sleepers: [Step]

  /// Makes the choices of the steps.
  init(_ steps: some Sequence<Step>, sleepers: [Step] = []) {
    self.sleepers = sleepers
    var skip: UInt32 = 0
    for step in steps where step.candidates.count > 1 {
      prefix += 1
      if step.thread == step.standard {
        skip += 1
      } else {
        schedule.deviations.append(Deviation(skip: skip, thread: UInt32(step.thread)))
        skip = 0
      }
    }
  }
}

extension Step {
  func isSameChoice(as other: Step) -> Bool {
    thread == other.thread && candidates == other.candidates && standard == other.standard
      && isAmongWaiters == other.isAmongWaiters
  }
}
