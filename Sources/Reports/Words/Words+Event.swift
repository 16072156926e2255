// The names of steps and objects.

import Records

extension Words {
  /// An object as a reader sees it: a thread by its name, others by the source's name or by kind and number.
  func object(_ object: String, threads: [String], names: ObjectNames) -> String {
    if let name = names[object] { return name }
    guard let space = object.lastIndex(of: " ") else { return object }
    let number = object[object.index(after: space)...]
    let kind: Message
    switch object[..<space] {
    case "thread":
      if let index = Int(number), threads.indices.contains(index) { return threads[index] }
      kind = .objectThread
    case "process":
      if let index = Int(number), let name = process(index, threads: threads) { return name }
      kind = .objectProcess
    case "mutex": kind = .objectMutex
    case "condition": kind = .objectCondition
    case "semaphore": kind = .objectSemaphore
    case "lock": kind = .objectLock
    case "futex": kind = .objectFutex
    case "pipe": kind = .objectPipe
    case "descriptors": return self[.objectDescriptors]
    case "rwlock": kind = .objectReadWriteLock
    case "spinlock": kind = .objectSpinLock
    case "barrier": kind = .objectBarrier
    case "counter": kind = .objectCounter
    default: return object
    }
    return "\(self[kind]) \(number)"
  }

  /// The name of a child process, which begins the names of its threads.
  private func process(_ index: Int, threads: [String]) -> String? {
    let first = threads.filter { $0.hasSuffix("/main") }
    return first.indices.contains(index - 1) ? String(first[index - 1].dropLast("/main".count)) : nil
  }

  /// What a step did, in a few words; to which object only where that is given.
  ///
  /// - Parameter isBlocked: whether another thread has the mutex that a lock asks for.
  func step(_ event: Event, object: String?, isBlocked: Bool) -> String {
    switch event.kind {
    case .lock where isBlocked: object.map { self[.stepBlockedOn, ["object": $0]] } ?? self[.stepBlocked]
    case .operationBegin, .note, .history: event.text ?? ""
    case .operationEnd:
      // An operation with a result says so itself, as in `get() → 1`.
      if let text = event.text, text.contains(" → ") || text.contains(" ✗ ") {
        text
      } else {
        self[.stepReturns, ["operation": event.text ?? ""]]
      }
    case .expectation: "✗ " + (event.text ?? self[.stepExpectation])
    case .post where event.object.map(ObjectNames.kind) == "lock":
      [self[.stepRelease], object].compactMap { $0 }.joined(separator: " ")
    default: [name(event.kind), object].compactMap { $0 }.joined(separator: " ")
    }
  }

  /// The name of a kind of step.
  func name(_ kind: EventKind) -> String {
    switch kind {
    case .start: self[.stepStart]
    case .end: self[.stepEnd]
    case .create: self[.stepCreate]
    case .join: self[.stepJoin]
    case .lock: self[.stepLock]
    case .unlock: self[.stepUnlock]
    case .tryLock: self[.stepTryLock]
    case .wait: self[.stepWait]
    case .signal: self[.stepSignal]
    case .broadcast: self[.stepBroadcast]
    case .acquire: self[.stepAcquire]
    case .post: self[.stepPost]
    case .once: self[.stepOnce]
    case .futexWait: self[.stepFutexWait]
    case .futexWake: self[.stepFutexWake]
    case .sleep: self[.stepSleep]
    case .yield: self[.stepYield]
    case .read: self[.stepRead]
    case .write: self[.stepWrite]
    case .atomic: self[.stepAtomic]
    case .kill: self[.stepKill]
    case .receive: self[.stepReceive]
    case .send: self[.stepSend]
    case .poll: self[.stepPoll]
    case .earlyTimeout: self[.stepEarlyTimeout]
    case .spuriousWakeup: self[.stepSpuriousWakeup]
    case .close: self[.stepClose]
    case .operationBegin, .operationEnd, .note, .expectation, .history: kind.rawValue
    }
  }

  /// What a thread that cannot go on waits for, held by whom and since which line.
  ///
  /// - Parameter place: how a line is written.
  func waiting(
    _ waiting: Waiting, threads: [String], names: ObjectNames, place: (SourceLocation) -> String
  ) -> String {
    let object = waiting.object.map { self.object($0, threads: threads, names: names) } ?? "?"
    let text =
      switch waiting.operation {
      case .lock, .tryLock: self[.waitsToLock, ["object": object]]
      case .wait where waiting.object.map(ObjectNames.kind) == "barrier": self[.waitsAtBarrier, ["object": object]]
      case .wait where waiting.object == nil: self[.waitsForTasks]
      case .wait: self[.waitsForSignal, ["object": object]]
      case .acquire: self[.waitsToAcquire, ["object": object]]
      case .join: self[.waitsForEnd, ["object": object]]
      case .sleep: self[.waitsAsleep]
      case .once: self[.waitsForOnce]
      case .futexWait: self[.waitsForFutex, ["object": object]]
      case .receive: self[.waitsToReceive, ["object": object]]
      case .send: self[.waitsToSend, ["object": object]]
      case .poll: self[.waitsForDescriptors]
      default: waiting.object == nil ? self[.waitsRunning] : "\(name(waiting.operation)) \(object)"
      }
    guard let holder = waiting.heldBy else { return text }
    let name = threads.indices.contains(holder) ? threads[holder] : "thread \(holder)"
    let since = waiting.heldSince.map { self[.heldSince, ["place": place($0)]] } ?? ""
    return text + self[.heldBy, ["thread": name]] + since
  }
}
