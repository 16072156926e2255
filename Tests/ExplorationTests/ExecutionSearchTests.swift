import Records
import Testing

@testable import Exploration

@Suite("Searches")
struct ExecutionSearchTests {
  typealias Instruction = ProgramModel.Instruction

  @Test("N threads that lock, increment and unlock have N! orders", arguments: [(2, 2), (3, 6), (4, 24), (5, 120)])
  func increments(threads: Int, orders: Int) {
    let body: [Instruction] = [.lock(0), .read(0), .write(0, 1), .unlock(0)]
    let found = ProgramModel(threads: Array(repeating: body, count: threads)).searched()
    #expect(found.classes.count == orders)
    #expect(found.executions == orders)
  }

  @Test("N readers of what one thread writes have 2^N orders", arguments: 1...7)
  func readers(count: Int) {
    let found = ProgramModel(threads: [[.write(0, 1)]] + Array(repeating: [.read(0)], count: count)).searched()
    #expect(found.classes.count == 1 << count)
    #expect(found.complete == 1 << count)
  }

  @Test("Exchanges in a row have 2, 5, 14, 43 and 144 orders", arguments: zip(2...6, [2, 5, 14, 43, 144]))
  func exchanges(threads: Int, orders: Int) {
    let found = ProgramModel(threads: (0..<threads).map { [.exchange(0, $0, $0 + 1)] }).searched()
    #expect(found.classes.count == orders)
    #expect(found.complete == orders)
  }

  @Test("Locks in opposite orders are found to deadlock, and not to")
  func lockOrder() {
    let found = ProgramModel(
      threads: [[.lock(0), .lock(1), .unlock(1), .unlock(0)], [.lock(1), .lock(0), .unlock(0), .unlock(1)]]
    ).searched()
    #expect(found.outcomes.map(\.isDeadlocked).contains(true))
    #expect(found.classes.count == 3)
  }

  /// Programs drawn from a seed, small enough to run every schedule.
  private static func program(_ seed: UInt64) -> ProgramModel {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func draw(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    func body(_ thread: Int) -> [Instruction] {
      var list: [Instruction] = []
      while list.count < 4 {
        switch draw(9) {
        case 0, 1: list.append(.read(draw(2)))
        case 2: list.append(.write(draw(2), 10 * thread + list.count + 1))
        case 3: list.append(.exchange(draw(2), 0, thread + 1))
        case 4:
          let mutex = draw(2)
          list += [.lock(mutex), draw(2) == 0 ? .read(draw(2)) : .write(draw(2), thread), .unlock(mutex)]
        case 5: list += [.lock(draw(2)), .lock(draw(2))].prefix(1 + draw(2))
        case 6: list.append(.acquire(draw(2)))
        case 7: list.append(.post(draw(2)))
        default:
          list += draw(2) == 0 ? [.lock(0), .wait(0, mutex: 0), .unlock(0)] : [.lock(0), .signal(0), .unlock(0)]
        }
      }
      return Array(list.prefix(5))
    }
    return ProgramModel(threads: (0..<3).map(body), semaphores: [draw(2), 1])
  }

  @Test(
    "Every outcome that some schedule has is found, and no class is run twice", arguments: 100..<250 as Range<UInt64>)
  func everyOutcome(seed: UInt64) {
    let program = Self.program(seed)
    let found = program.searched()
    #expect(found.outcomes == program.allOutcomes())
    #expect(found.complete == found.classes.count)
  }

  @Test(
    "A bound on preemptions leaves out nothing within it, and says whether anything is beyond",
    arguments: 100..<112 as Range<UInt64>)
  func preemptions(seed: UInt64) {
    let program = Self.program(seed)
    for most in 0...2 {
      #expect(program.searched(PreemptionBound(most: most)).outcomes == program.allOutcomes(preemptions: most))
    }
    let all = program.allOutcomes()
    var bound = PreemptionBound(most: 20)
    while let guide = bound.guide, bound.learn(program.execute(guide).0, endedByStep: false) != nil {}
    #expect(!bound.leavesOut)
    #expect(program.searched(PreemptionBound(most: 20)).outcomes == all)
  }
}
