import Records

@testable import Exploration

/// A small concurrent program whose executions are computed, not run: threads of steps over variables and locks.
struct ProgramModel {
  enum Instruction {
    case read(Int), write(Int, Int)
    case lock(Int), unlock(Int)
    /// Takes one from a semaphore, or adds one.
    case acquire(Int), post(Int)
    /// Exchanges the expected value for another, and keeps whether it did.
    case exchange(Int, Int, Int)
    /// Waits on a condition, whose mutex is let go meanwhile; a signal lets any waiter go.
    case wait(Int, mutex: Int), signal(Int)
  }

  var threads: [[Instruction]]
  /// Initial counts of semaphores.
  var semaphores: [Int] = [0, 0]

  /// What an execution shows: what every read and exchange gave, and the variables at the end.
  struct Outcome: Hashable {
    var seen: [[Int]]
    var variables: [Int: Int]
    var isDeadlocked: Bool
  }

  struct State {
    var next: [Int]
    var variables: [Int: Int] = [:]
    var owners: [Int: Int] = [:]
    var counts: [Int]
    var waiters: [Int: [Int]] = [:]
    /// By thread: the mutex that it takes again after a wait.
    var relock: [Int: Int] = [:]
    var seen: [[Int]]
  }

  var start: State {
    State(
      next: threads.map { _ in 0 }, counts: semaphores, seen: threads.map { _ in [] })
  }

  func instruction(of thread: Int, in state: State) -> Instruction? {
    if let mutex = state.relock[thread] { return .lock(mutex) }
    if state.waiters.values.contains(where: { $0.contains(thread) }) { return nil }
    return state.next[thread] < threads[thread].count ? threads[thread][state.next[thread]] : nil
  }

  func enabled(in state: State) -> [Int] {
    threads.indices.filter { thread in
      switch instruction(of: thread, in: state) {
      case nil: false
      case .lock(let mutex): state.owners[mutex] == nil
      case .acquire(let semaphore): state.counts[semaphore] > 0
      default: true
      }
    }
  }

  /// Carries out a thread's step; `waiter` is who a signal lets go.
  func run(_ thread: Int, letting waiter: Int? = nil, in state: inout State) {
    let instruction = instruction(of: thread, in: state)!
    if state.relock[thread] != nil { state.relock[thread] = nil } else { state.next[thread] += 1 }
    switch instruction {
    case .read(let variable): state.seen[thread].append(state.variables[variable, default: 0])
    case .write(let variable, let value): state.variables[variable] = value
    case .lock(let mutex): state.owners[mutex] = thread
    case .unlock(let mutex): state.owners[mutex] = nil
    case .acquire(let semaphore): state.counts[semaphore] -= 1
    case .post(let semaphore): state.counts[semaphore] += 1
    case .exchange(let variable, let expected, let value):
      let success = state.variables[variable, default: 0] == expected
      if success { state.variables[variable] = value }
      state.seen[thread].append(success ? 1 : 0)
    case .wait(let condition, let mutex):
      state.owners[mutex] = nil
      state.waiters[condition, default: []].append(thread)
    case .signal(let condition):
      guard let waiter else { return }
      state.waiters[condition]!.removeAll { $0 == waiter }
      guard case .wait(_, let mutex) = threads[waiter][state.next[waiter] - 1] else { return }
      state.relock[waiter] = mutex
    }
  }

  func waiters(for thread: Int, in state: State) -> [Int] {
    guard case .signal(let condition) = instruction(of: thread, in: state) else { return [] }
    return state.waiters[condition, default: []]
  }

  private func outcome(of state: State) -> Outcome {
    let isDone = threads.indices.allSatisfy { state.next[$0] == threads[$0].count && state.relock[$0] == nil }
    return Outcome(
      seen: state.seen, variables: state.variables, isDeadlocked: !isDone || !state.waiters.values.allSatisfy(\.isEmpty)
    )
  }

  /// Every outcome, by running every schedule that has no more preemptions.
  func allOutcomes(preemptions: Int = .max) -> Set<Outcome> {
    var outcomes: Set<Outcome> = []
    func visit(_ state: State, running: Int, preemptions: Int) {
      let enabled = enabled(in: state)
      if enabled.isEmpty { outcomes.insert(outcome(of: state)) }
      for thread in enabled {
        let left = preemptions - (enabled.contains(running) && thread != running ? 1 : 0)
        if left < 0 { continue }
        let waiters = waiters(for: thread, in: state)
        for waiter in waiters.isEmpty ? [nil] : waiters.map(Optional.some) {
          var after = state
          run(thread, letting: waiter, in: &after)
          visit(after, running: thread, preemptions: left)
        }
      }
    }
    visit(start, running: 0, preemptions: preemptions)
    return outcomes
  }

  // MARK: As a search sees it

  struct Searched {
    var outcomes: Set<Outcome> = []
    var classes: Set<UInt64> = []
    var executions = 0
    var complete = 0
  }

  /// What a search finds.
  func searched(_ search: any ExecutionSearch = SourceSets(), atMost bound: Int = 100_000) -> Searched {
    var search = search
    var found = Searched()
    while let guide = search.guide, found.executions < bound {
      let (steps, outcome) = execute(guide)
      found.executions += 1
      guard let fingerprint = search.learn(steps, endedByStep: false) else { break }
      if let outcome {
        found.complete += 1
        found.outcomes.insert(outcome)
        found.classes.insert(fingerprint)
      }
    }
    return found
  }

  /// Runs one execution as the engine does.
  func execute(_ guide: Guide) -> ([Step], Outcome?) {
    var state = start
    var steps: [Step] = []
    var running = 0
    var choices = 0
    var deviations = guide.schedule.deviations[...]
    var skipped: UInt32 = 0
    var asleep = Dictionary(
      uniqueKeysWithValues: (guide.prefix == 0 ? guide.sleepers : []).map { ($0.thread, $0.accesses) })

    func choose(_ candidates: [Int], _ standard: Int, amongWaiters: Bool) -> Int? {
      guard choices < guide.prefix else {
        if amongWaiters || asleep[standard] == nil { return standard }
        return candidates.first { asleep[$0] == nil }
      }
      guard candidates.count > 1 else { return standard }
      choices += 1
      if choices == guide.prefix {
        asleep = Dictionary(uniqueKeysWithValues: guide.sleepers.map { ($0.thread, $0.accesses) })
      }
      guard let deviation = deviations.first, skipped == deviation.skip else {
        skipped += 1
        return standard
      }
      deviations.removeFirst()
      skipped = 0
      return Int(deviation.thread)
    }

    while true {
      let candidates = enabled(in: state)
      if candidates.isEmpty { break }
      let standard = candidates.contains(running) ? running : candidates[0]
      guard let thread = choose(candidates, standard, amongWaiters: false) else {
        return (steps + pending(except: candidates, in: state), nil)
      }
      let instruction = instruction(of: thread, in: state)!
      var step = Step(
        thread: thread, candidates: candidates, standard: standard, canStay: candidates.contains(running),
        takes: instruction.takes)
      step.accesses = accesses(of: thread, in: state)
      steps.append(step)
      running = thread
      let waiters = waiters(for: thread, in: state)
      var letGo: Int?
      if waiters.count > 1 {
        letGo = choose(waiters, waiters[0], amongWaiters: true)!
        steps.append(
          Step(thread: letGo!, candidates: waiters, standard: waiters[0], isAmongWaiters: true, wakes: [letGo!]))
      } else if let waiter = waiters.first {
        letGo = waiter
        steps[steps.count - 1].wakes = [waiter]
      }
      run(thread, letting: letGo, in: &state)
      if choices >= guide.prefix {
        asleep = asleep.filter { _, uses in !uses.contains { use in step.accesses.contains { $0.conflicts(with: use) } }
        }
      }
    }
    return (steps + pending(except: [], in: state), outcome(of: state))
  }

  private func pending(except others: [Int], in state: State) -> [Step] {
    threads.indices.filter { !others.contains($0) }.compactMap { thread in
      instruction(of: thread, in: state).map {
        Step(thread: thread, takes: $0.takes, isPending: true, accesses: accesses(of: thread, in: state))
      }
    }
  }

  private func accesses(of thread: Int, in state: State) -> [Access] {
    func memory(_ variable: Int, _ mode: Access.Mode) -> Access {
      Access(kind: 10, mode: mode, address: UInt64(variable * 8), size: 8)
    }
    func mutex(_ number: Int) -> Access {
      Access(kind: 2, mode: .writes, address: UInt64(number), size: 1, isClosed: state.owners[number] != nil)
    }
    func semaphore(_ number: Int) -> Access {
      Access(kind: 4, mode: .writes, address: UInt64(number), size: 1, isClosed: state.counts[number] == 0)
    }
    func condition(_ number: Int) -> Access { Access(kind: 3, mode: .writes, address: UInt64(number), size: 1) }
    switch instruction(of: thread, in: state)! {
    case .read(let variable): return [memory(variable, .reads)]
    case .write(let variable, _): return [memory(variable, .writes)]
    case .exchange(let variable, let expected, _):
      return [memory(variable, state.variables[variable, default: 0] == expected ? .writes : .reads)]
    case .lock(let number), .unlock(let number): return [mutex(number)]
    case .acquire(let number), .post(let number): return [semaphore(number)]
    case .wait(let number, let mutexNumber): return [condition(number), mutex(mutexNumber)]
    case .signal(let number): return [condition(number)]
    }
  }
}

extension ProgramModel.Instruction {
  var takes: Bool {
    switch self {
    case .lock, .acquire: true
    default: false
    }
  }
}
