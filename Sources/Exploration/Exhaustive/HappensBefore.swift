// Which steps of an execution had to come before which, and which could have come the other way round.

internal import Records

/// A step that could have come before an earlier one which conflicts with it.
struct Race: Hashable {
  /// The earlier step's index.
  var position: Int
  /// The later step's thread.
  var thread: Int
  /// Threads whose step could come at the earlier one's place, so that the later can come before it: the initials of
  /// the steps in between that do not depend on the earlier one.
  var initials: [Int]
}

/// Vector clocks over the steps of one execution.
///
/// A step happens before a later one of the same thread, one that conflicts with it, and one of a thread that it started
/// or let go; so does what happens before it. Time passes only when nobody can run: all that was before happens before
/// what the threads that it lets go do next. The order of an unlock and a later lock cannot be turned round, that of two
/// locks can: a step that takes an object races with the last one before which the object was free.
struct HappensBefore {
  let steps: [Step]
  /// By step: the thread that does it, which steps of each thread happen before it or are it, and its number among those
  /// of its thread, from 1.
  private(set) var actors: [Int] = []
  private(set) var clocks: [VectorClock] = []
  private var numbers: [Int] = []

  private struct Use {
    var step: Int
    var access: Access
  }

  /// What happened before a thread's next step.
  private var before: [VectorClock]
  /// The same before time let the thread go.
  private var beforeTime: [Int: VectorClock] = [:]
  private var uses: [Access.Place: [Use]] = [:]
  private let reported: Int
  private(set) var races: [Race] = []

  /// - Parameters:
  ///   - reported: the first step whose races are wanted.
  ///   - endedByStep: whether the last step ended the execution, before what other threads would have done.
  init(_ steps: [Step], from reported: Int, endedByStep: Bool) {
    self.steps = steps
    self.reported = reported
    let threads = 1 + (steps.map { max($0.thread, $0.wakes.max() ?? 0, $0.letGoByTime.max() ?? 0) }.max() ?? 0)
    before = Array(repeating: Array(repeating: 0, count: threads), count: threads)
    for index in steps.indices {
      if steps[index].isPending {
        addPending(index, endedByStep: endedByStep)
      } else {
        add(index)
      }
    }
  }

  // MARK: Steps

  private mutating func add(_ index: Int) {
    let step = steps[index]
    let thread = step.isAmongWaiters ? actors[index - 1] : step.thread
    for woken in step.letGoByTime { letGoByTime(woken) }
    let conflicts = conflicts(of: step, by: thread)
    var clock = before[thread]
    for other in conflicts.all { clock.join(clocks[other]) }
    clock[thread] += 1
    actors.append(thread)
    numbers.append(clock[thread])
    clocks.append(clock)
    before[thread] = clock
    beforeTime[thread] = nil
    for woken in step.wakes { before[woken].join(clock) }
    for access in step.accesses {
      for place in access.places { uses[place, default: []].append(Use(step: index, access: access)) }
    }
    if index >= reported {
      for other in conflicts.reversible { races.append(race(of: other, with: index, by: thread, clock: clock)) }
    }
  }

  private mutating func letGoByTime(_ thread: Int) {
    beforeTime[thread] = before[thread]
    for clock in before { before[thread].join(clock) }
  }

  /// A step that was not taken still races with those that were.
  private mutating func addPending(_ index: Int, endedByStep: Bool) {
    let step = steps[index]
    for woken in step.letGoByTime { letGoByTime(woken) }
    let conflicts = conflicts(of: step, by: step.thread)
    var reversible = Set(conflicts.reversible)
    if endedByStep, let last = actors.indices.last, actors[last] != step.thread, !happens(last, before[step.thread]),
      steps[head(of: last)].candidates.contains(step.thread)
    {
      reversible.insert(last)
    }
    var clock = before[step.thread]
    for other in conflicts.all { clock.join(clocks[other]) }
    clock[step.thread] += 1
    for other in reversible.sorted(by: >) {
      races.append(race(of: other, with: index, by: step.thread, clock: clock))
    }
  }

  private func happens(_ step: Int, _ clock: VectorClock) -> Bool { clock[actors[step]] >= numbers[step] }

  /// A choice who is let go belongs to the step that signals.
  private func head(of step: Int) -> Int {
    var head = step
    while steps[head].isAmongWaiters { head -= 1 }
    return head
  }

  // MARK: Conflicts

  /// The earlier steps of other threads that conflict with a step, and those of them that it could have come before;
  /// the latest come first.
  private func conflicts(of step: Step, by thread: Int) -> (all: [Int], reversible: [Int]) {
    var all: Set<Int> = [], ordinary: Set<Int> = [], reversible: Set<Int> = []
    for (number, access) in step.accesses.enumerated() {
      let isTaken = number == 0 && step.takes
      let earlier = earlierUses(conflictingWith: access, by: thread, all: isTaken)
      all.formUnion(earlier.lazy.map(\.step))
      guard isTaken else {
        ordinary.formUnion(earlier.lazy.map(\.step))
        continue
      }
      let base = beforeTime[thread] ?? before[thread]
      for use in earlier where !use.access.isClosed && !happens(use.step, base) {
        reversible.insert(use.step)
        // Where the engine knows when the object was free, this is the last time that it was.
        if access.tellsClosed { break }
      }
    }
    // Only what follows at once can be turned round at once.
    var known = before[thread]
    for other in ordinary.sorted(by: >) where !happens(other, known) {
      reversible.insert(other)
      known.join(clocks[other])
    }
    return (all.sorted(by: >), reversible.sorted(by: >))
  }

  /// The latest come first. Unless all are wanted, those before a write of the same memory are left out: they happen
  /// before it.
  private func earlierUses(conflictingWith access: Access, by thread: Int, all: Bool) -> [Use] {
    let lists = access.isWide ? Array(uses.values) : (access.places + [.wide]).compactMap { uses[$0] }
    var found: [Use] = []
    for list in lists {
      for use in list.reversed() where use.access.conflicts(with: access) {
        if actors[use.step] != thread { found.append(use) }
        if !all, use.access.mode == .writes, use.access.covers(access) { break }
      }
    }
    return found.sorted { $0.step > $1.step }
  }

  // MARK: Races

  private func race(of earlier: Int, with later: Int, by thread: Int, clock: VectorClock) -> Race {
    let position = head(of: earlier)
    // The steps between the two that do not depend on the earlier one, then the later one. A thread is an initial when
    // nothing in there happens before its first step.
    var first: [Int: Int] = [:]  // by thread: the number of its first step in there
    var initials: [Int] = []
    func consider(_ thread: Int, _ clock: VectorClock, _ number: Int) {
      guard first[thread] == nil else { return }
      if first.allSatisfy({ clock[$0.key] < $0.value }) { initials.append(thread) }
      first[thread] = number
    }
    for between in position + 1..<max(position + 1, min(later, actors.count))
    where !happens(position, clocks[between]) {
      consider(actors[between], clocks[between], numbers[between])
    }
    consider(thread, clock, clock[thread])
    return Race(position: position, thread: thread, initials: initials)
  }
}

extension Access {
  /// The engine's numbers of objects of which it knows when they were free: threads, mutexes, semaphores.
  fileprivate var tellsClosed: Bool { kind == 1 || kind == 2 || kind == 4 }
}
