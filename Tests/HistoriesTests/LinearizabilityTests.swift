import Records
import Testing

@testable import Histories

@Suite("A history")
struct LinearizabilityTests {
  typealias Queue = BoundedQueueModel
  typealias Call = Histories.Operation<Queue.Call, HistoryReply>

  private func check(_ operations: [Call], maxsize: Int = 0, effort: Int = 10_000) -> Linearizability {
    Linearizability(of: operations, from: Queue(maxsize: maxsize), effort: effort)
  }

  private func put(_ item: Int, _ invoked: Int, _ responded: Int? = nil) -> Call {
    Call(
      .put("\(item)", waits: true), reply: responded.map { _ in .returned("") }, invoked: invoked,
      responded: responded ?? .max)
  }

  private func get(_ item: Int?, _ invoked: Int, _ responded: Int = .max) -> Call {
    Call(.get(waits: true), reply: item.map { .returned("\($0)") }, invoked: invoked, responded: responded)
  }

  @Test("one after another must follow the model")
  func sequential() {
    #expect(check([]) == .linearizable)
    #expect(check([put(1, 1, 2), put(2, 3, 4), get(1, 5, 6), get(2, 7, 8)]) == .linearizable)
    #expect(check([put(1, 1, 2), put(2, 3, 4), get(2, 5, 6), get(1, 7, 8)]) == .violation(index: 2))
  }

  @Test("of overlapping operations may take effect in any order between call and return")
  func overlapping() {
    #expect(check([put(1, 1, 4), put(2, 2, 3), get(2, 5, 6), get(1, 7, 8)]) == .linearizable)
    #expect(check([get(1, 1, 4), put(1, 2, 3)]) == .linearizable)
  }

  @Test("must not take effect before its call or after its return")
  func realTime() {
    #expect(check([get(1, 1, 2), put(1, 3, 4)]) == .violation(index: 0))
    #expect(check([put(1, 1, 2), get(1, 3, 4), get(1, 5, 6)]) == .violation(index: 2))
  }

  @Test("whose operation never returned counts with its effect or without")
  func pending() {
    #expect(check([get(nil, 1), put(1, 2, 3)]) == .linearizable)
    #expect(check([get(nil, 1), put(1, 2, 3), get(1, 4, 5)]) == .linearizable)
    #expect(check([get(nil, 1), put(1, 2, 3), put(2, 4, 5), get(2, 6, 7)]) == .linearizable)
    #expect(check([get(nil, 8), put(1, 2, 3), put(2, 4, 5), get(2, 6, 7)]) == .violation(index: 3))
  }

  @Test("waits where the model waits: a put that returned had room")
  func waiting() {
    #expect(check([put(1, 1, 2), put(2, 3, 6), get(1, 4, 5)], maxsize: 1) == .linearizable)
    #expect(check([put(1, 1, 2), put(2, 3, 4), get(1, 5, 6)], maxsize: 1) == .violation(index: 1))
  }

  @Test("that nothing explains is wrong from the first reply that has no explanation")
  func shortest() {
    // The second get is wrong already; the third and the fourth only follow from it.
    let history = [put(1, 1, 2), put(2, 3, 4), get(1, 5, 8), get(1, 6, 9), get(2, 10, 11), get(3, 12, 13)]
    #expect(check(history) == .violation(index: 3))
    #expect(check(Array(history.prefix(3)) + [get(nil, 6)]) == .linearizable)
  }

  @Test("past the bound on work is undecided, neither right nor wrong")
  func bounded() {
    let overlapping = (0..<12).map { put($0, $0, 100 + $0) }
    let gets = (0..<12).map { (index: Int) -> Call in get(11 - index, 200 + 2 * index, 201 + 2 * index) }
    let right = overlapping + gets
    #expect(check(right, effort: 100) == .undecided)
    let wrong = overlapping + [get(12, 200, 201)]
    #expect(check(wrong, effort: 100) == .undecided)
    #expect(check(Array(overlapping.prefix(5)) + [get(12, 200, 201)]) == .violation(index: 5))
  }

  @Test("of thousands of operations is judged in work that grows with its length, not on the stack")
  func long() {
    let history = (0..<3000).flatMap { (item: Int) -> [Call] in
      let start = 6 * item
      return [put(item, start, start + 2), get(item, start + 1, start + 3)]
    }
    #expect(check(history, maxsize: 1, effort: 40_000 * (1 + 6000 / 64)) == .linearizable)
  }

  @Test("of several registers is judged register by register")
  func partitioned() {
    typealias Use = Histories.Operation<RegisterModel.Call, HistoryReply>
    // Writes of ten registers all overlap: 2^40 orders together, 4! of each alone.
    var history = (0..<40).map { (index: Int) -> Use in
      let call = RegisterModel.Call(.write("\(index / 10)"), register: "r\(index % 10)")
      return Use(call, reply: .returned(""), invoked: index, responded: 100 + index)
    }
    let initial = RegisterModel(initial: "nil")
    #expect(Linearizability(of: history, from: initial, effort: 10_000) == .linearizable)
    history.append(Use(.init(.read, register: "r3"), reply: .returned("9"), invoked: 200, responded: 201))
    history.append(Use(.init(.read, register: "r1"), reply: .returned("9"), invoked: 202, responded: 203))
    #expect(Linearizability(of: history, from: initial, effort: 10_000) == .violation(index: 40))
  }

  @Test("is judged as trying every order judges it, and so is every beginning of it", arguments: 0..<40)
  func crossCheck(seed: Int) {
    var generator = Generator(state: UInt64(seed))
    for _ in 0..<50 {
      let history = randomHistory(&generator)
      let expected = firstInexplicable(history)
      let judged = check(history, maxsize: 2)
      let known: Linearizability = expected.map { .violation(index: $0) } ?? .linearizable
      #expect(judged == known, "\(history)")
    }
  }

  // MARK: Every order

  /// Overlapping calls with replies that are often, but not always, a queue's.
  private func randomHistory(_ generator: inout Generator) -> [Call] {
    var model = Queue(maxsize: 2)
    return (0..<Int.random(in: 1...6, using: &generator)).map { index in
      let call: Queue.Call =
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: .put("\(index)", waits: true)
        case 1: .put("\(index)", waits: false)
        case 2: .get(waits: true)
        case 3: .get(waits: false)
        default: .count
        }
      let invoked = 10 * index - Int.random(in: 0..<25, using: &generator) * 2
      guard let reply = model.apply(call) else { return Call(call, invoked: invoked * 100 + index) }
      let isMissing = Int.random(in: 0..<8, using: &generator) == 0
      let isOther = Int.random(in: 0..<8, using: &generator) == 0
      let responded = 10 * index + 5 + Int.random(in: 0..<25, using: &generator) * 2
      return Call(
        call, reply: isMissing ? nil : (isOther ? HistoryReply.returned("1") : reply), invoked: invoked * 100 + index,
        responded: isMissing ? .max : responded * 100 + index)
    }
  }

  /// The operation whose return ends the shortest beginning that no order explains.
  private func firstInexplicable(_ history: [Call]) -> Int? {
    let returns = history.indices.filter { history[$0].reply != nil }.sorted {
      history[$0].responded < history[$1].responded
    }
    return returns.first { last in
      let end = history[last].responded
      let beginning = history.filter { $0.invoked < end }.map { operation in
        var operation = operation
        if operation.responded > end { operation.reply = nil }
        return operation
      }
      return !hasOrder(beginning, Queue(maxsize: 2))
    }
  }

  /// Tries every operation next that was called before all that is left returned.
  private func hasOrder(_ left: [Call], _ state: Queue) -> Bool {
    if left.allSatisfy({ $0.reply == nil }) { return true }
    return left.indices.contains { index in
      let operation = left[index]
      guard left.allSatisfy({ $0.reply == nil || operation.invoked < $0.responded }) else { return false }
      var next = state
      guard let reply = next.apply(operation.call), operation.reply == nil || operation.reply == reply else {
        return false
      }
      var rest = left
      rest.remove(at: index)
      return hasOrder(rest, next)
    }
  }
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
private struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
