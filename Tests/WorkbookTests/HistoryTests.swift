import Testing

@testable import Workbook

@Suite("A history")
struct HistoryTests {
  /// A queue without bound: `get` on an empty one cannot complete.
  struct Queue: SequentialModel {
    enum Call { case put(Int), get }
    enum Reply: Equatable { case done, item(Int) }
    var items: [Int] = []

    mutating func apply(_ call: Call) -> Reply? {
      switch call {
      case .put(let item):
        items.append(item)
        return .done
      case .get: return items.isEmpty ? nil : .item(items.removeFirst())
      }
    }
  }

  typealias Operation = History<Queue>.Operation

  private func isLinearizable(_ operations: [Operation]) -> Bool {
    let history = History(Execution(seed: 0, given: []), of: Queue.self)
    history.operations = operations
    return history.isLinearizable(from: Queue())
  }

  private func put(_ item: Int, _ invoked: Int, _ responded: Int) -> Operation {
    Operation(name: "put(\(item))", call: .put(item), reply: .done, invoked: invoked, responded: responded)
  }

  private func get(_ item: Int?, _ invoked: Int, _ responded: Int = .max) -> Operation {
    Operation(name: "get", call: .get, reply: item.map { .item($0) }, invoked: invoked, responded: responded)
  }

  @Test("one after another must follow the model")
  func sequential() {
    #expect(isLinearizable([]))
    #expect(isLinearizable([put(1, 1, 2), put(2, 3, 4), get(1, 5, 6), get(2, 7, 8)]))
    #expect(!isLinearizable([put(1, 1, 2), put(2, 3, 4), get(2, 5, 6), get(1, 7, 8)]))
  }

  @Test("of overlapping operations may take effect in any order between call and return")
  func overlapping() {
    #expect(isLinearizable([put(1, 1, 4), put(2, 2, 3), get(2, 5, 6), get(1, 7, 8)]))
    #expect(isLinearizable([get(1, 1, 4), put(1, 2, 3)]))
  }

  @Test("must not take effect before its call or after its return")
  func realTime() {
    #expect(!isLinearizable([get(1, 1, 2), put(1, 3, 4)]))
    #expect(!isLinearizable([put(1, 1, 2), get(1, 3, 4), get(1, 5, 6)]))
  }

  @Test("whose operation never returned counts with its effect or without")
  func pending() {
    #expect(isLinearizable([get(nil, 1), put(1, 2, 3)]))
    #expect(isLinearizable([get(nil, 1), put(1, 2, 3), get(1, 4, 5)]))
    #expect(isLinearizable([get(nil, 1), put(1, 2, 3), put(2, 4, 5), get(2, 6, 7)]))
    #expect(!isLinearizable([get(nil, 8), put(1, 2, 3), put(2, 4, 5), get(2, 6, 7)]))
  }
}
