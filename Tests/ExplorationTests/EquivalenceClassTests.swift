import Records
import Testing

@testable import Exploration

@Suite("Classes of equivalent executions")
struct EquivalenceClassTests {
  private func use(_ mode: Access.Mode, _ address: UInt64, size: UInt64 = 4) -> Access {
    Access(kind: 10, mode: mode, address: address, size: size)
  }

  private func same(_ left: [Step], _ right: [Step]) -> Bool {
    EquivalenceClass(left).fingerprint == EquivalenceClass(right).fingerprint
  }

  /// Whether the first step of each of two threads may come in either order.
  private func commute(_ first: Access, _ second: Access) -> Bool {
    let steps = [Step(thread: 1, accesses: [first]), Step(thread: 2, accesses: [second])]
    return same(steps, steps.reversed())
  }

  @Test("The order of uses makes a difference where they conflict, and only there")
  func conflicts() {
    #expect(commute(use(.writes, 0), use(.writes, 64)))
    #expect(commute(use(.reads, 0), use(.reads, 0)))
    #expect(!commute(use(.writes, 0), use(.reads, 0)))
    #expect(!commute(use(.writes, 0), use(.writes, 0)))
    // Across the border of a line, and in something too long to be noted line by line.
    let read = Step(thread: 2, accesses: [use(.reads, 64)])
    for write in [use(.writes, 60, size: 8), use(.writes, 0, size: 1 << 20)] {
      let steps = [Step(thread: 1, accesses: [write]), read]
      #expect(same(steps, [Step(thread: 1, accesses: [use(.writes, 64)]), read]))
      #expect(!same(steps, steps.reversed()))
    }
    #expect(commute(use(.writes, 0, size: 1 << 20), use(.reads, 1 << 21)))
  }

  @Test("Who did it and how makes a difference")
  func threads() {
    let write = [use(.writes, 0)]
    #expect(!same([Step(thread: 1, accesses: write)], [Step(thread: 2, accesses: write)]))
    #expect(!same([Step(thread: 1, accesses: write)], [Step(thread: 1, accesses: write + write)]))
  }

  @Test("What is written over stays in order with what came before it")
  func overwritten() {
    func order(_ first: Int, _ second: Int) -> [Step] {
      [first, second, 3, 4].map { Step(thread: $0, accesses: [use($0 == 4 ? .reads : .writes, 0)]) }
    }
    #expect(!same(order(1, 2), order(2, 1)))
    // A write of half of it does not stand for the whole.
    func halves(_ steps: [Int]) -> [Step] {
      let uses = [1: use(.writes, 4), 2: use(.writes, 0), 3: use(.reads, 0, size: 8)]
      return steps.map { Step(thread: $0, accesses: [uses[$0]!]) }
    }
    #expect(same(halves([1, 2, 3]), halves([2, 1, 3])))
    #expect(!same(halves([1, 2, 3]), halves([2, 3, 1])))
  }

  @Test("What threads would have done next makes none")
  func pending() {
    let step = Step(thread: 1, accesses: [use(.writes, 0)])
    #expect(same([step], [step, Step(thread: 2, isPending: true, accesses: [use(.writes, 0)])]))
  }

  @Test("A thread that is let go comes after whoever let it go, by a signal or by time")
  func letGo() {
    func steps(wakes: [Int] = [], byTime: [Int] = []) -> [Step] {
      [
        Step(thread: 1, accesses: [use(.writes, 0)], wakes: wakes),
        Step(thread: 2, accesses: [use(.writes, 64)], letGoByTime: byTime),
      ]
    }
    #expect(!same(steps(), steps(wakes: [2])))
    #expect(!same(steps(), steps(byTime: [2])))
    #expect(same(steps(wakes: [2]), steps(byTime: [2])))
  }

  @Test("Which of several waiters is let go makes a difference, and what follows is done by who let it go")
  func waiters() {
    func steps(_ chosen: Int, byChosen: Bool = false) -> [Step] {
      let choice = Step(
        thread: chosen, candidates: [2, 3], isAmongWaiters: true, accesses: byChosen ? [] : [use(.writes, 0)])
      return [Step(thread: 1), choice] + (byChosen ? [Step(thread: chosen, accesses: [use(.writes, 0)])] : [])
    }
    #expect(!same(steps(2), steps(3)))
    #expect(!same(steps(2), steps(2, byChosen: true)))
  }
}
