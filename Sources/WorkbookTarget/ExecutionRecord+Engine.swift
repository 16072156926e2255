// Reads the engine's answer, which untrusted code could have written to: every number is checked.

internal import CInterleaveInterface
internal import Foundation
internal import Records

extension ExecutionRecord {
  /// - Parameters:
  ///   - detailed: whether to read the events.
  ///   - racesFail: whether a data race is what an execution that nothing ended is judged by.
  init(
    _ result: UnsafeMutablePointer<interleave_result>, index: Int, detailed: Bool, racesFail: Bool = false
  ) {
    let reader = ResultReader(result: result)
    let answer = result.pointee
    let events = detailed ? reader.events() : []
    self.init(
      index: index, outcome: reader.judged(racesFail: racesFail), input: reader.inputs().map(\.choice),
      values: reader.values(), schedule: Schedule(reader.deviations()), anchors: reader.anchors(),
      steps: Int(clamping: answer.steps), digest: answer.digest,
      time: answer.time, threads: reader.threadNames(), events: events,
      eventsTruncated: detailed && answer.event_count > UInt32(INTERLEAVE_MAX_EVENTS), output: reader.output(),
      outputTruncated: answer.output_bytes > INTERLEAVE_OUTPUT_BYTES,
      switches: reader.switches(), critical: detailed ? reader.criticalSwitches(among: events) : [],
      racesMissed: answer.races_missed)
  }
}

struct ResultReader {
  let result: UnsafeMutablePointer<interleave_result>

  /// Whether there were more texts than are kept.
  var textsAreCut: Bool { result.pointee.text_used >= UInt32(INTERLEAVE_TEXT_BYTES) - 1 }

  private func text(_ offset: UInt32) -> String? {
    offset == 0 ? nil : String(cString: interleave_text(result, offset))
  }

  private func prefix<Element>(_ first: UnsafePointer<Element>, _ count: UInt32, atMost bound: Int)
    -> UnsafeBufferPointer<Element>
  {
    UnsafeBufferPointer(start: first, count: min(Int(count), bound))
  }

  // MARK: Inputs, choices, names, output

  func inputs() -> UnsafeBufferPointer<interleave_input> {
    prefix(interleave_inputs(result), result.pointee.input_count, atMost: Int(INTERLEAVE_MAX_INPUTS))
  }

  func values() -> [InputValue] {
    inputs().compactMap { input in text(input.label).map { InputValue(label: $0, value: text(input.value) ?? "") } }
  }

  func rawDeviations() -> UnsafeBufferPointer<interleave_deviation> {
    prefix(interleave_deviations(result), result.pointee.deviation_count, atMost: Int(INTERLEAVE_MAX_DEVIATIONS))
  }

  func deviations() -> [Deviation] { rawDeviations().map { Deviation(skip: $0.skip, thread: $0.thread) } }

  func threadNames() -> [String] {
    prefix(interleave_thread_names(result), result.pointee.thread_count, atMost: Int(INTERLEAVE_MAX_THREADS))
      .map { text($0) ?? "" }
  }

  func output() -> String {
    let count = min(result.pointee.output_bytes, Int(INTERLEAVE_OUTPUT_BYTES))
    let bytes = UnsafeRawBufferPointer(start: interleave_output(result), count: count)
    let text = String(decoding: bytes, as: UTF8.self)
    // The runtime follows its last words with addresses, which tell a reader nothing.
    guard let trace = text.range(of: "\nCurrent stack trace:\n") else { return text }
    return String(text[..<trace.lowerBound]) + "\n"
  }

  // MARK: Events

  func events() -> [Event] {
    let all = UnsafeBufferPointer(start: interleave_events(result), count: Int(INTERLEAVE_MAX_EVENTS))
    let count = Int(result.pointee.event_count)
    return (max(0, count - all.count)..<count).compactMap { index in
      let event = all[index % all.count]
      guard let kind = kind(event.operation) else { return nil }
      return Event(
        thread: Int(event.thread), kind: kind, object: object(event.object_kind, event.object), text: text(event.text),
        time: event.time, offset: event.offset == 0 ? nil : event.offset, location: place(event.place))
    }
  }

  /// A line of a script, which its interpreter has told.
  private func place(_ offset: UInt32) -> SourceLocation? {
    guard let match = text(offset)?.prefixMatch(of: /(.+?):(\d+)/), let line = Int(match.2) else { return nil }
    return SourceLocation(file: String(match.1), line: line)
  }

  private func kind(_ operation: UInt8) -> EventKind? {
    // `EventKind.allCases` is in the order of `enum interleave_operation`, which counts from 1.
    EventKind.allCases.indices.contains(Int(operation) - 1) ? EventKind.allCases[Int(operation) - 1] : nil
  }

  private func object(_ kind: UInt8, _ number: UInt16) -> String? {
    let name: String
    switch interleave_object(UInt32(kind)) {
    case INTERLEAVE_THREAD: name = "thread"
    case INTERLEAVE_MUTEX: name = "mutex"
    case INTERLEAVE_CONDITION: name = "condition"
    case INTERLEAVE_SEMAPHORE: name = "semaphore"
    case INTERLEAVE_RW_LOCK: name = "rwlock"
    case INTERLEAVE_ONCE_CONTROL: name = "once"
    case INTERLEAVE_FUTEX: name = "futex"
    case INTERLEAVE_SPIN_LOCK: name = "spinlock"
    case INTERLEAVE_EVENT_LOOP: name = "event loop"
    case INTERLEAVE_LOCATION: name = "location"
    case INTERLEAVE_PROCESS: name = "process"
    case INTERLEAVE_PIPE: name = "pipe"
    case INTERLEAVE_DESCRIPTORS: name = "descriptors"
    case INTERLEAVE_BARRIER: name = "barrier"
    case INTERLEAVE_COUNTER: name = "counter"
    case INTERLEAVE_HISTORY: name = "history"
    case INTERLEAVE_SCRIPT_LOCK: name = "lock"
    default: return nil
    }
    return "\(name) \(number)"
  }

  // MARK: Outcome

  /// How it ended, with the race that was seen on the way.
  func judged(racesFail: Bool) -> Outcome {
    var outcome = outcome()
    outcome.race = race()
    outcome.limit = metLimit()
    if racesFail, outcome.race != nil, outcome.verdict == .passed { outcome.verdict = .raced }
    return outcome
  }

  private func race() -> Race? {
    let race = result.pointee.race
    return race.found ? Race(first: access(race.first), second: access(race.second)) : nil
  }

  private func metLimit() -> MetLimit? {
    let met = result.pointee.met
    guard let call = text(met.call) else { return nil }
    switch met.limit {
    case INTERLEAVE_OPEN_FILES: return MetLimit(kind: .openFiles, call: call, bound: Int(clamping: met.bound))
    case INTERLEAVE_DISK: return MetLimit(kind: .disk, call: call)
    default: return nil
    }
  }

  private func access(_ access: interleave_race_access) -> Race.Access {
    let (writes, atomic, exclusive) = (
      UInt32(access.kind) & INTERLEAVE_ACCESS_WRITE.rawValue != 0,
      UInt32(access.kind) & INTERLEAVE_ACCESS_ATOMIC.rawValue != 0,
      UInt32(access.kind) & INTERLEAVE_ACCESS_EXCLUSIVE.rawValue != 0
    )
    let kind: Race.Access.Kind =
      exclusive ? .exclusive : atomic ? (writes ? .atomicWrite : .atomicRead) : writes ? .write : .read
    let locks = withUnsafeBytes(of: access.locks) { bytes in
      bytes.bindMemory(to: interleave_lock.self).prefix(Int(access.lock_count)).compactMap {
        object($0.kind, $0.number)
      }
    }
    return Race.Access(
      thread: Int(access.thread), kind: kind, locks: locks, offset: access.offset == 0 ? nil : access.offset)
  }

  private func outcome() -> Outcome {
    switch result.pointee.death {
    case INTERLEAVE_PROCESSOR_TIME: return Outcome(.timedOut, cause: .processorTime)
    case INTERLEAVE_WALL_TIME: return Outcome(.timedOut, cause: .wallTime)
    case INTERLEAVE_OUTPUT: return Outcome(.limitExceeded, cause: .output)
    case INTERLEAVE_FILE_SIZE: return Outcome(.limitExceeded, cause: .fileSize)
    case INTERLEAVE_SIGNALLED: return Outcome(.crashed, detail: signalName(result.pointee.status))
    default: break
    }
    let message = text(result.pointee.message)
    let offset = result.pointee.offset == 0 ? nil : result.pointee.offset
    if result.pointee.ending == INTERLEAVE_ENDED_WITHOUT_RECORD {
      return Outcome(.endedEarly, detail: "exit status \(result.pointee.status)")
    }
    guard result.pointee.complete else { return Outcome(.tampered) }
    switch result.pointee.ending {
    case INTERLEAVE_PASSED where result.pointee.status != 0:
      return Outcome(.failed, cause: .exitStatus, detail: String(result.pointee.status))
    case INTERLEAVE_PASSED: return outcomeOfHistories()
    case INTERLEAVE_FAILED: return Outcome(.failed, detail: message, location: location)
    case INTERLEAVE_DEADLOCKED: return Outcome(.deadlocked, waiting: waiting())
    case INTERLEAVE_LIVELOCKED: return Outcome(.livelocked, waiting: waiting())
    case INTERLEAVE_VIRTUAL_TIME: return Outcome(.timedOut, cause: .virtualTime)
    case INTERLEAVE_THREADS: return Outcome(.limitExceeded, cause: .threads)
    case INTERLEAVE_OUT_OF_MEMORY: return Outcome(.outOfMemory)
    case INTERLEAVE_EXIT_CALL: return Outcome(.endedEarly, cause: .exitCall, detail: message, offset: offset)
    case INTERLEAVE_UNMODELLED: return Outcome(.notGraded, cause: .unmodelledCall, detail: message, offset: offset)
    default: return Outcome(.tampered)
    }
  }

  private var location: SourceLocation? {
    text(result.pointee.file).map {
      SourceLocation(file: String($0.split(separator: "/").last ?? ""), line: Int(result.pointee.line))
    }
  }

  private func waiting() -> [Waiting] {
    prefix(interleave_waiting_threads(result), result.pointee.waiting_count, atMost: Int(INTERLEAVE_MAX_THREADS))
      .compactMap { waiting in
        kind(waiting.operation).map {
          Waiting(
            thread: Int(waiting.thread), operation: $0, object: object(waiting.object_kind, waiting.object),
            heldBy: waiting.held_by < 0 ? nil : Int(waiting.held_by),
            offset: waiting.offset == 0 ? nil : waiting.offset,
            location: place(waiting.place))
        }
      }
  }

  private func signalName(_ number: Int32) -> String {
    let names: [Int32: String] = [
      SIGILL: "SIGILL", SIGTRAP: "SIGTRAP", SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGSEGV: "SIGSEGV",
      SIGKILL: "SIGKILL", SIGTERM: "SIGTERM", SIGINT: "SIGINT", SIGSYS: "SIGSYS", SIGPIPE: "SIGPIPE",
      SIGALRM: "SIGALRM",
      SIGHUP: "SIGHUP", SIGQUIT: "SIGQUIT", SIGUSR1: "SIGUSR1", SIGUSR2: "SIGUSR2",
    ]
    return names[number] ?? "signal \(number)"
  }
}
