// Runs every inequivalent execution of one input, as far as a bound on executions allows.

package import Records

/// A search through the executions of one property with one input.
package struct ExhaustiveSearch: Sendable {
  package let property: String
  package let input: [UInt64]
  package let limits: ExecutionLimits
  /// How often a schedule may take the turn from a thread that could go on; `nil`: as often as it likes.
  private let preemptions: Int?

  /// Executions run so far, those included that turned out to be like one before.
  package private(set) var executions = 0
  /// Classes of equivalent executions that were run to their end.
  package var orders: Int { classes.count }
  /// Whether every class was run.
  package var isFinished: Bool { hasRunAll && bounded?.leavesOut != true }
  /// Whether every execution was run that has no more preemptions than the bound, where there is one.
  package var hasRunAll: Bool { search.guide == nil && missed == nil }
  /// Every execution was run that has no more preemptions than this; `nil`: there is no bound, or none was reached.
  package var reachedPreemptions: Int? { bounded?.reached }
  private var bounded: PreemptionBound? { search as? PreemptionBound }
  /// Why not every class can be found; `nil` as long as it can.
  package private(set) var missed: Gap?

  /// What keeps a search from finding every class.
  package enum Gap: Hashable, Sendable {
    /// An execution had more steps than are noted, or choices that are not the search's: fair scheduling after many
    /// steps, or wake-ups that may come early.
    case otherChoices
    /// An execution did not end by itself, so that nobody knows what would have come next.
    case brokenExecution
    /// An execution did not begin as another with the same choices, or the target started anew in between.
    case otherExecution
  }

  /// Whether no execution drew an input, so that there is no other.
  package private(set) var hasOneInput = true

  private var search: any ExecutionSearch
  /// A number for each of these classes: the same for every search, in whatever order it came to them.
  package private(set) var classes: Set<UInt64> = []
  private var isOpaque = false
  private var starts: Int?

  package init(property: String, input: [UInt64] = [], preemptions: Int? = nil, limits: ExecutionLimits) {
    self.property = property
    self.input = input
    self.preemptions = preemptions
    self.limits = limits
    search = Self.search(preemptions)
  }

  private static func search(_ preemptions: Int?) -> any ExecutionSearch {
    preemptions.map(PreemptionBound.init) ?? SourceSets()
  }

  /// Executions that are needed still, as far as is known: at least so many.
  package var known: Int { missed == nil ? search.known : 0 }

  /// Runs the next execution.
  ///
  /// - Returns: the execution; `nil` when it was like one before, or there is none left.
  /// - Throws: ``TargetFault``, or what starting the target throws.
  package mutating func next(on target: Target) async throws -> ExecutionRecord? {
    guard missed == nil, let guide = search.guide else { return nil }
    let reply = try await target.guide(
      GuideRequest(
        property: property, input: input, schedule: guide.schedule, prefix: guide.prefix,
        sleepers: Steps(guide.sleepers), isOpaque: isOpaque, limits: limits))
    executions += 1
    if let execution = reply.execution, !execution.input.isEmpty { hasOneInput = false }
    // What sleeps is known by its address, which another process may have elsewhere.
    let starts = await target.starts
    defer { self.starts = starts }
    guard self.starts == nil || self.starts == starts else {
      missed = .otherExecution
      return reply.execution
    }
    if reply.metUnseenState, !isOpaque {
      // What was taken for independent may not be: from the beginning, with any two steps conflicting.
      (isOpaque, search, classes) = (true, Self.search(preemptions), [])
      return reply.execution
    }
    learn(reply)
    return reply.execution
  }

  private mutating func learn(_ reply: GuideReply) {
    if !reply.hasAllSteps || reply.execution.map({ $0.steps >= limits.steps }) == true {
      missed = .otherChoices
    } else if reply.execution?.outcome.endedItself == false {
      missed = .brokenExecution
    }
    let endedByStep = reply.execution.map { $0.outcome.verdict != .deadlocked } ?? false
    guard let fingerprint = search.learn(reply.steps.list, endedByStep: endedByStep) else {
      missed = .otherExecution
      return
    }
    if reply.execution != nil { classes.insert(fingerprint) }
  }
}

extension Outcome {
  /// Whether the engine saw the execution's end, and so what else could have happened.
  fileprivate var endedItself: Bool {
    switch verdict {
    case .passed, .failed, .deadlocked, .raced: true
    case .timedOut: cause == .virtualTime
    case .endedEarly: detail?.hasPrefix("exit status") == false
    default: false
    }
  }
}
