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
    }
  }

  // MARK: Requests

  private func sample(_ request: SampleRequest) throws -> SampleReply {
    let expectedSteps = try runDefault(request)
    if !hasPassed {
      let record = ExecutionRecord(subject.result, index: request.first, detailed: false)
      return SampleReply(executions: 1, mostSteps: record.steps, failure: record, firstExecution: record)
    }
    var mostSteps = 0
    var first: ExecutionRecord?
    for index in request.first..<(request.first + request.count) {
      try run(index, of: request, expectedSteps: expectedSteps)
      mostSteps = max(mostSteps, Int(subject.result.pointee.steps))
      let passed = hasPassed
      if passed, first != nil { continue }
      let record = ExecutionRecord(subject.result, index: index, detailed: false)
      if first == nil { first = record }
      if !passed {
        return SampleReply(
          executions: index - request.first + 1, mostSteps: mostSteps, failure: record, firstExecution: first!)
      }
    }
    return SampleReply(executions: request.count, mostSteps: mostSteps, failure: nil, firstExecution: first!)
  }

  private func survey(_ request: SampleRequest) throws -> [ExecutionRecord] {
    let expectedSteps = try runDefault(request)
    return try (request.first..<(request.first + request.count)).map { index in
      try run(index, of: request, expectedSteps: expectedSteps)
      return ExecutionRecord(subject.result, index: index, detailed: false)
    }
  }

  private func replay(_ request: ReplayRequest) throws -> ExecutionRecord {
    var plan = interleave_plan(request.limits)
    plan.strategy = INTERLEAVE_REPLAY
    plan.detailed = true
    let deviations = request.schedule.deviations.map { interleave_deviation(skip: $0.skip, thread: $0.thread) }
    try deviations.withUnsafeBufferPointer { buffer in
      plan.deviations = buffer.baseAddress
      plan.deviation_count = buffer.count
      try subject.execute(request.property, input: ExecutionInput(seed: 0, given: request.input), plan: plan)
    }
    return ExecutionRecord(subject.result, index: 0, detailed: true)
  }

  // MARK: Executions

  /// The default schedule comes first. It tells strategies what to expect: which threads use what, and how many steps
  /// there are. So what a schedule is depends on its index alone, not on what was asked for before.
  private func runDefault(_ request: SampleRequest) throws -> UInt64 {
    guard !request.strategies.isEmpty, request.count > 0 else {
      throw TargetError("a sample needs strategies and a count")
    }
    var plan = interleave_plan(request.limits)
    plan.strategy = INTERLEAVE_REPLAY
    plan.profiled = true
    try subject.execute(request.property, input: input(0, of: request), plan: plan)
    // By default a thread that polls goes on until the bound: what it would do is told by a random walk.
    if hasPassed, subject.result.pointee.steps >= plan.max_steps {
      plan.strategy = INTERLEAVE_RANDOM_WALK
      plan.seed = request.seed
      try subject.execute(request.property, input: input(0, of: request), plan: plan)
    }
    return subject.result.pointee.steps
  }

  private func run(_ index: Int, of request: SampleRequest, expectedSteps: UInt64) throws {
    var plan = interleave_plan(request.limits)
    plan.seed = mixed(request.seed, index, salt: 1)
    plan.expected_steps = expectedSteps
    switch request.strategies[index % request.strategies.count] {
    case .randomWalk:
      plan.strategy = INTERLEAVE_RANDOM_WALK
    case .pct(let depth):
      plan.strategy = INTERLEAVE_PCT
      plan.depth = UInt32(depth)
    case .pos:
      plan.strategy = INTERLEAVE_POS
    case .surw:
      plan.strategy = INTERLEAVE_SURW
    }
    try subject.execute(request.property, input: input(index, of: request), plan: plan)
  }

  /// A fresh input for every schedule, unless one is given.
  private func input(_ index: Int, of request: SampleRequest) -> ExecutionInput {
    ExecutionInput(seed: mixed(request.seed, index, salt: 2), given: request.input)
  }

  /// Whether the last execution did.
  private var hasPassed: Bool {
    let answer = subject.result.pointee
    return answer.complete && answer.ending == INTERLEAVE_PASSED && answer.death == INTERLEAVE_EXITED
      && answer.status == 0
  }
}

/// The seed of one schedule's choices: SplitMix64's mixing function over the run's seed and the index.
private func mixed(_ seed: UInt64, _ index: Int, salt: UInt64) -> UInt64 {
  var z = seed &+ (UInt64(index) &* 2 &+ salt) &* 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
