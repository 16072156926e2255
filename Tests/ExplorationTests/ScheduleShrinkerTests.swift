import Records
import Testing

@testable import Exploration

@Suite("A schedule")
struct ScheduleShrinkerTests {
  /// Threads that take a number of steps each, one at a time; thread 0 goes first unless the schedule says otherwise.
  struct Program {
    var steps: [Int]

    /// Which thread took each step, and the deviations as they happened; `choose` names another thread than the default.
    func run(_ choose: (_ running: Int, _ step: Int) -> Int?) -> (trace: [Int], record: ExecutionRecord) {
      var left = steps
      var trace: [Int] = []
      var anchors: [Anchor] = []
      var deviations: [Deviation] = []
      var skipped: UInt32 = 0
      while let standard = left.indices.first(where: { $0 == trace.last && left[$0] > 0 })
        ?? left.indices.first(where: { left[$0] > 0 })
      {
        let running = trace.last ?? 0
        let step = steps[running] - left[running]
        var chosen = choose(running, step) ?? standard
        if !left.indices.contains(chosen) || left[chosen] == 0 { chosen = standard }
        if chosen == standard {
          skipped += 1
        } else {
          anchors.append(Anchor(left[running] > 0 ? .preempted : .wentOn, running: running, step: step, chosen: chosen))
          deviations.append(Deviation(skip: skipped, thread: UInt32(chosen)))
          skipped = 0
        }
        left[chosen] -= 1
        trace.append(chosen)
      }
      let switches = zip(trace, trace.dropFirst()).count { $0 != $1 }
      return (
        trace,
        ExecutionRecord(
          index: 3, outcome: Outcome(.failed), schedule: Schedule(deviations), anchors: anchors, steps: trace.count,
          switches: switches)
      )
    }

    func run(_ anchors: [Anchor]) -> (trace: [Int], record: ExecutionRecord) {
      var pending = anchors
      return run { running, step in
        guard let index = pending.firstIndex(where: { $0.running == running && $0.step == step }) else { return nil }
        return pending.remove(at: index).chosen
      }
    }

    /// A schedule in which every choice is random.
    func random(_ seed: Int) -> ExecutionRecord {
      var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
      return run { _, _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % steps.count
      }.record
    }
  }

  private func shrink(
    _ failure: ExecutionRecord, _ program: Program, effort: Int = 400, fails: ([Int]) -> Bool
  ) -> (best: ExecutionRecord, tried: Int) {
    var shrinker = ScheduleShrinker(failure: failure, effort: effort)
    var tried = 0
    while let anchors = shrinker.next() {
      tried += 1
      let (trace, record) = program.run(anchors)
      shrinker.tried(record, fails: fails(trace))
    }
    return (shrinker.best, tried)
  }

  /// Whether thread 1 has its step `step` between thread 0's steps 4 and 5, all counted from 1.
  private func isInterrupted(_ trace: [Int], at step: Int = 6) -> Bool {
    var (zero, one) = (0, 0)
    for thread in trace {
      if thread == 0 { zero += 1 }
      if thread == 1 { one += 1 }
      if one == step, thread == 1, zero == 4 { return true }
    }
    return false
  }

  @Test("that fails by one interruption keeps that one", arguments: 0..<12)
  func oneInterruption(seed: Int) throws {
    let program = Program(steps: [10, 8, 12, 6])
    // The first random schedule from here on that fails.
    let failure = try #require(
      (seed * 100..<seed * 100 + 100).lazy.map(program.random).first { isInterrupted(program.run($0.anchors).trace) })
    let (best, tried) = shrink(failure, program) { isInterrupted($0) }
    #expect(isInterrupted(program.run(best.anchors).trace))
    #expect(best.anchors.count == 1, "\(best.anchors) \(program.run(best.anchors).trace)")
    #expect(best.index == 3)
    #expect(tried <= 400)
    #expect(program.run(best.anchors).record == best)
  }

  @Test("that fails whatever runs loses every deviation in one try")
  func noInterruption() {
    let program = Program(steps: [5, 5, 5])
    let (best, tried) = shrink(program.random(7), program) { _ in true }
    #expect(best.anchors.isEmpty)
    #expect(tried == 1)
  }

  @Test("cannot lose any deviation once it is shrunk", arguments: 0..<12)
  func minimal(seed: Int) throws {
    let program = Program(steps: [9, 9, 9])
    // Three threads take turns in a certain way somewhere.
    func fails(_ trace: [Int]) -> Bool {
      let turns = trace.enumerated().filter { $0.offset == 0 || trace[$0.offset - 1] != $0.element }.map(\.element)
      return turns.indices.contains { turns[$0...].starts(with: [2, 0, 1, 0]) }
    }
    let failure = try #require(
      (seed * 100..<seed * 100 + 100).lazy.map(program.random).first { fails(program.run($0.anchors).trace) })
    let (best, _) = shrink(failure, program, effort: 2000, fails: fails)
    #expect(best.size <= failure.size)
    #expect(best.anchors.count <= 4)
    for index in best.anchors.indices {
      var less = best.anchors
      less.remove(at: index)
      #expect(!fails(program.run(less).trace), "deviation \(index) of \(best.anchors) can be dropped")
    }
  }

  @Test("is shrunk within its effort, and to the same schedule every time")
  func bounded() {
    let program = Program(steps: [30, 30, 30, 30])
    let failure = program.random(1)
    let fails = { (trace: [Int]) in trace[40] == 2 && trace[41] == 1 || trace == program.run(failure.anchors).trace }
    let (first, tried) = shrink(failure, program, effort: 50, fails: fails)
    #expect(tried <= 50)
    #expect(first == shrink(failure, program, effort: 50, fails: fails).best)
    #expect(shrink(failure, program, effort: 0, fails: fails).best == failure)
  }
}
