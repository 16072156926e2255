// Answers requests by running executions.

internal import CInterleaveInterface
internal import Records

struct Target {
  let subject: any Subject

  func answer(_ request: Request) throws -> Reply {
    switch request {
    case .describe: return .properties(subject.identifiers)
    case .sample(let request): return .sampled(try sample(request))
    case .survey(let request): return .surveyed(try survey(request))
    case .replay(let request): return .replayed(try replay(request))
    case .guide(let request): return .guided(try guide(request))
    }
  }

  // MARK: Requests

  private func sample(_ request: SampleRequest) throws -> SampleReply {
    let expectedSteps = try runDefault(request)
    if !hasPassed(request.racesFail) {
      let record = ExecutionRecord(
        subject.result, index: request.first, detailed: false, racesFail: request.racesFail)
      return SampleReply(executions: 1, mostSteps: record.steps, failure: record, firstExecution: record)
    }
    var mostSteps = 0
    var first: ExecutionRecord?
    var raced: ExecutionRecord?
    var racesMissed = false
    for index in request.first..<(request.first + request.count) {
      try run(index, of: request, expectedSteps: expectedSteps)
      mostSteps = max(mostSteps, Int(clamping: subject.result.pointee.steps))
      racesMissed = racesMissed || subject.result.pointee.races_missed
      let passed = hasPassed(request.racesFail)
      let isFirstRace = raced == nil && subject.result.pointee.race.found
      if passed, first != nil, !isFirstRace { continue }
      let record = ExecutionRecord(subject.result, index: index, detailed: false, racesFail: request.racesFail)
      if first == nil { first = record }
      if !passed {
        return SampleReply(
          executions: index - request.first + 1, mostSteps: mostSteps, failure: record, raced: raced,
          racesMissed: racesMissed, firstExecution: first!)
      }
      if isFirstRace { raced = record }
    }
    return SampleReply(
      executions: request.count, mostSteps: mostSteps, failure: nil, raced: raced, racesMissed: racesMissed,
      firstExecution: first!)
  }

  private func survey(_ request: SampleRequest) throws -> [ExecutionRecord] {
    let expectedSteps = try runDefault(request)
    return try (request.first..<(request.first + request.count)).map { index in
      try run(index, of: request, expectedSteps: expectedSteps)
      return ExecutionRecord(subject.result, index: index, detailed: false, racesFail: request.racesFail)
    }
  }

  private func replay(_ request: ReplayRequest) throws -> ExecutionRecord {
    var plan = interleave_plan(request.limits)
    plan.chooser = INTERLEAVE_REPLAY
    plan.detailed = request.detailed
    plan.anchored = request.anchors != nil
    let deviations = request.anchors?.map(interleave_deviation.init) ?? request.schedule.forEngine
    try withDeviations(deviations, plan) {
      try subject.execute(request.property, input: ExecutionInput(seed: 0, given: request.input), plan: $0)
    }
    return ExecutionRecord(subject.result, index: 0, detailed: request.detailed, racesFail: request.racesFail)
  }

  private func guide(_ request: GuideRequest) throws -> GuideReply {
    var plan = interleave_plan(request.limits)
    plan.chooser = INTERLEAVE_GUIDED
    plan.prefix = UInt32(clamping: request.prefix)
    plan.opaque = request.isOpaque
    try request.sleepers.engineSleepers.withUnsafeBufferPointer { sleepers in
      plan.sleepers = sleepers.baseAddress
      plan.sleeper_count = sleepers.count
      try withDeviations(request.schedule.forEngine, plan) {
        try subject.execute(request.property, input: ExecutionInput(seed: 0, given: request.input), plan: $0)
      }
    }
    return GuideReply(subject.result)
  }

  // MARK: Executions

  /// The default schedule comes first. It tells strategies what to expect: which threads use what, and how many steps
  /// there are. So what a schedule is depends on its index alone, not on what was asked for before.
  private func runDefault(_ request: SampleRequest) throws -> UInt64 {
    guard !request.strategies.isEmpty, request.count > 0 else {
      throw TargetError("a sample needs strategies and a count")
    }
    var plan = interleave_plan(request.limits)
    plan.chooser = INTERLEAVE_REPLAY
    plan.profiled = true
    try subject.execute(request.property, input: input(0, of: request), plan: plan)
    // By default a thread that polls goes on until the bound: what it would do is told by a random walk.
    if hasPassed(request.racesFail), subject.result.pointee.steps >= plan.max_steps {
      plan.sample(.random)
      plan.seed = request.seed
      try subject.execute(request.property, input: input(0, of: request), plan: plan)
    }
    return subject.result.pointee.steps
  }

  private func run(_ index: Int, of request: SampleRequest, expectedSteps: UInt64) throws {
    var plan = interleave_plan(request.limits)
    plan.seed = mixed(request.seed, index, salt: 1)
    plan.expected_steps = expectedSteps
    plan.sample(request.strategies[index % request.strategies.count])
    try subject.execute(request.property, input: input(index, of: request), plan: plan)
  }

  private func withDeviations(
    _ deviations: [interleave_deviation], _ plan: interleave_plan, _ execute: (interleave_plan) throws -> Void
  ) throws {
    var plan = plan
    try deviations.withUnsafeBufferPointer { buffer in
      plan.deviations = buffer.baseAddress
      plan.deviation_count = buffer.count
      try execute(plan)
    }
  }

  /// A fresh input for every schedule, unless one is given.
  private func input(_ index: Int, of request: SampleRequest) -> ExecutionInput {
    ExecutionInput(seed: mixed(request.seed, index, salt: 2), given: request.input)
  }

  /// Whether the last execution did, by its histories too.
  private func hasPassed(_ racesFail: Bool) -> Bool {
    let answer = subject.result.pointee
    return answer.complete && answer.ending == INTERLEAVE_PASSED && answer.death == INTERLEAVE_EXITED
      && answer.status == 0 && !(racesFail && answer.race.found)
      && ResultReader(result: subject.result).outcomeOfHistories().verdict == .passed
  }
}

extension Schedule {
  fileprivate var forEngine: [interleave_deviation] { deviations.map(interleave_deviation.init) }
}

extension interleave_deviation {
  fileprivate init(_ deviation: Deviation) {
    self.init()
    (skip, thread) = (deviation.skip, deviation.thread)
  }

  fileprivate init(_ anchor: Anchor) {
    self.init()
    kind = UInt8(DeviationKind.allCases.firstIndex(of: anchor.kind)! + 1)
    running = UInt16(clamping: anchor.running)
    step = UInt32(clamping: anchor.step)
    thread = UInt32(clamping: anchor.chosen)
  }
}

/// The seed of one schedule's choices: SplitMix64's mixing function over the run's seed and the index.
private func mixed(_ seed: UInt64, _ index: Int, salt: UInt64) -> UInt64 {
  var z = seed &+ (UInt64(index) &* 2 &+ salt) &* 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
