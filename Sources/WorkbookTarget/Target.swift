// Answers requests by running executions.

internal import CInterleaveInterface
internal import Glibc
internal import Records
internal import Workbook

struct Target {
  let library: ExerciseLibrary
  /// Memory shared with the executions, which answer through it.
  private let result: UnsafeMutablePointer<interleave_result>
  /// The properties' identifiers.
  private let identifiers: [String]

  init(library: ExerciseLibrary) throws {
    self.library = library
    guard let result = interleave_result_create() else { throw TargetError("no memory to share with executions") }
    self.result = result
    prepareMetadata()
    identifiers = try Self.identifiers(of: library, result: result)
  }

  func answer(_ request: Request) throws -> Reply {
    switch request {
    case .describe: return .properties(identifiers)
    case .sample(let request): return .sampled(try sample(request))
    case .replay(let request): return .replayed(try replay(request))
    }
  }

  // MARK: Requests

  private func sample(_ request: SampleRequest) throws -> SampleReply {
    guard !request.strategies.isEmpty, request.count > 0 else {
      throw TargetError("a sample needs strategies and a count")
    }
    // The default schedule comes first. It tells strategies what to expect: which threads use what, and how many steps
    // there are. So what a schedule is depends on its index alone, not on what was asked for before.
    var plan = Self.plan(request.limits, for: library)
    plan.strategy = INTERLEAVE_REPLAY
    plan.profiled = true
    try run(request.property, input: input(0, of: request), plan: &plan)
    if !hasPassed {
      let record = ExecutionRecord(result, index: request.first, detailed: false)
      return SampleReply(executions: 1, mostSteps: record.steps, failure: record, firstExecution: record)
    }
    let expectedSteps = result.pointee.steps
    var mostSteps = 0
    var first: ExecutionRecord?
    for index in request.first..<(request.first + request.count) {
      var plan = Self.plan(request.limits, for: library)
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
      try run(request.property, input: input(index, of: request), plan: &plan)
      mostSteps = max(mostSteps, Int(result.pointee.steps))
      let passed = hasPassed
      if passed, first != nil { continue }
      let record = ExecutionRecord(result, index: index, detailed: false)
      if first == nil { first = record }
      if !passed {
        return SampleReply(
          executions: index - request.first + 1, mostSteps: mostSteps, failure: record, firstExecution: first!)
      }
    }
    return SampleReply(executions: request.count, mostSteps: mostSteps, failure: nil, firstExecution: first!)
  }

  /// A fresh input for every schedule, unless one is given.
  private func input(_ index: Int, of request: SampleRequest) -> ExecutionInput {
    ExecutionInput(seed: mixed(request.seed, index, salt: 2), given: request.input)
  }

  /// Whether the last execution did.
  private var hasPassed: Bool {
    result.pointee.complete && result.pointee.ending == INTERLEAVE_PASSED && result.pointee.death == INTERLEAVE_EXITED
  }

  private func replay(_ request: ReplayRequest) throws -> ExecutionRecord {
    var plan = Self.plan(request.limits, for: library)
    plan.strategy = INTERLEAVE_REPLAY
    plan.detailed = true
    let deviations = request.schedule.deviations.map { interleave_deviation(skip: $0.skip, thread: $0.thread) }
    try deviations.withUnsafeBufferPointer { buffer in
      plan.deviations = buffer.baseAddress
      plan.deviation_count = buffer.count
      try run(request.property, input: ExecutionInput(seed: 0, given: request.input), plan: &plan)
    }
    return ExecutionRecord(result, index: 0, detailed: true)
  }

  // MARK: Executions

  private static func plan(_ limits: ExecutionLimits, for library: ExerciseLibrary) -> interleave_plan {
    var plan = interleave_plan()
    plan.library_base = library.addresses.lowerBound
    plan.library_end = library.addresses.upperBound
    plan.max_steps = UInt64(limits.steps)
    plan.max_virtual_nanoseconds = UInt64(limits.virtualSeconds) * 1_000_000_000
    plan.max_threads = UInt32(limits.threads)
    plan.processor_seconds = UInt64(limits.processorSeconds)
    plan.wall_seconds = UInt64(limits.wallSeconds)
    plan.memory_bytes = UInt64(limits.memoryBytes)
    plan.output_bytes = UInt64(limits.outputBytes)
    plan.file_bytes = UInt64(limits.fileBytes)
    return plan
  }

  private func run(_ property: String, input: ExecutionInput, plan: inout interleave_plan) throws {
    guard let position = identifiers.firstIndex(of: property) else {
      throw TargetError("the exercise has no property `\(property)`")
    }
    try Self.execute(plan: &plan, result: result) { [library] in
      let list = Unmanaged<PropertyList>.fromOpaque(library.entry()).takeUnretainedValue()
      let execution = Execution(seed: input.seed, given: input.given)
      do {
        let property = list.properties[position]
        interleave_allow(property.earlyTimeouts, property.spuriousWakeups)
        try property.body(execution)
      } catch {
        execution.fail("the property ended with the error \(error)")
      }
    }
  }

  /// Asks an execution for the identifiers, so that the target itself runs nothing of the library's.
  private static func identifiers(
    of library: ExerciseLibrary, result: UnsafeMutablePointer<interleave_result>
  ) throws -> [String] {
    var plan = plan(ExecutionLimits(), for: library)
    plan.strategy = INTERLEAVE_REPLAY
    try execute(plan: &plan, result: result) {
      let list = Unmanaged<PropertyList>.fromOpaque(library.entry()).takeUnretainedValue()
      for property in list.properties { interleave_record(INTERLEAVE_NOTE, property.identifier) }
    }
    let record = ExecutionRecord(result, index: 0, detailed: true)
    guard record.outcome.verdict == .passed else {
      throw TargetError("the list of properties cannot be read: \(record.outcome.verdict.rawValue)")
    }
    return record.events.compactMap { $0.kind == .note ? $0.text : nil }
  }

  private static func execute(
    plan: inout interleave_plan, result: UnsafeMutablePointer<interleave_result>, body: @escaping () -> Void
  ) throws {
    let box = Unmanaged.passRetained(BodyBox(body))
    defer { box.release() }
    let error = interleave_execute(
      &plan, { Unmanaged<BodyBox>.fromOpaque($0!).takeUnretainedValue().body() }, box.toOpaque(), result)
    if error != 0 { throw TargetError("cannot start an execution: \(String(cString: strerror(error)))") }
  }
}

private final class BodyBox {
  let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }
}

private struct ExecutionInput {
  var seed: UInt64
  var given: [UInt64]?
}

/// The seed of one schedule's choices: SplitMix64's mixing function over the run's seed and the index.
private func mixed(_ seed: UInt64, _ index: Int, salt: UInt64) -> UInt64 {
  var z = seed &+ (UInt64(index) &* 2 &+ salt) &* 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
