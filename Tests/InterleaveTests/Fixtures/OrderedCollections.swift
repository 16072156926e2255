// Collections, texts and structures behind locks, whose copies share storage until one is changed.

import Foundation
import Synchronization
import Workbook

private protocol Counting {
  var count: Int { get }
  mutating func increase()
}

private struct Counter: Counting {
  var parts = [0, 0, 0, 0]
  var count: Int { parts.reduce(0, +) }
  mutating func increase() { parts[0] += 1 }
}

private final class TableMutex: Sendable {
  let table = Synchronization.Mutex<[String: [Int]]>([:])
}

private struct Message: Codable {
  var name: String
  var numbers: [Int]
}

private enum Globals {
  static let lock = NSLock()
  nonisolated(unsafe) static var count = 0
  nonisolated(unsafe) static var names: [String] = []
}

let orderedCollections = [
  Property("read-from-a-copy") { test in
    let lock = NSLock()
    let shared = Shared()
    shared.list = Array(0..<4)
    shared.table = ["a": [1]]
    twice(
      test,
      {
        var copy = lock.withLock { shared.list }
        copy.withUnsafeBufferPointer { look($0.baseAddress!.pointee) }
        copy = []
      },
      {
        lock.withLock {
          shared.list[0] += 1
          shared.list.withUnsafeMutableBufferPointer { $0.baseAddress!.pointee += 1 }
        }
      })
    test.expectEqual(shared.list[0], 2, "the first")
  },
  Property("storage-copied-when-shared") { test in
    let list = Array(0..<20)
    let boxes = (0..<2).map { _ in Cell(list) }
    twice(test, { boxes[0].value[3] = 1 }, { boxes[1].value.append(boxes[1].value[3]) })
    test.expect(boxes[0].value[3] == 1 && boxes[1].value[20] == 3, "the copies are \(boxes.map(\.value))")
  },
  Property("collections-behind-a-lock") { test in
    let shared = Shared()
    let lock = NSLock()
    func work(_ name: String) {
      for n in 0..<3 {
        lock.withLock {
          shared.list.append(n)
          shared.table[name, default: []].append(shared.list.count)
          shared.text += name
          look(shared.late)
        }
      }
    }
    twice(test, { work("a") }, { work("b") })
    test.expect(shared.list.count == 6 && shared.table["b"]!.count == 3, "the list is \(shared.list)")
  },
  Property("table-of-lists-behind-a-lock") { test in
    let table = Locked<[String: [Int]]>(["a": [1, 2, 3, 4]])
    func work(_ name: String) {
      let copy = table.change { $0["a"]! }
      copy.withUnsafeBufferPointer { look($0.baseAddress!.pointee) }
      look(copy[2])
      table.change {
        $0["a"]!.withUnsafeMutableBufferPointer { $0[0] += 1 }
        $0["a"]![1] += 1
        $0["a", default: []].append($0.count)
        $0[name] = copy
      }
    }
    twice(test, { work("b") }, { work("c") })
    let list = table.change { $0["a"]! }
    test.expect(list[0] == 3 && list[1] == 4 && list.count == 6, "the list is \(list)")
  },
  Property("copies-of-inner-lists") { test in
    let table = Locked<[String: [Int]]>(["a": [1, 2, 3, 4]])
    twice(
      test,
      {
        var copy: [Int]? = table.change { $0["a"] }
        copy!.withUnsafeBufferPointer { look($0.baseAddress!.pointee) }
        copy = nil
      },
      { table.change { $0["a"]!.withUnsafeMutableBufferPointer { $0.baseAddress!.pointee = 9 } } })
  },
  Property("copies-of-lists-of-lists") { test in
    let lists = Locked([[1, 2, 3, 4], [5]])
    twice(
      test,
      {
        var copy: [Int]? = lists.change { $0[0] }
        copy!.withUnsafeBufferPointer { look($0.baseAddress!.pointee) }
        copy = nil
      },
      { lists.change { $0[0].withUnsafeMutableBufferPointer { $0.baseAddress!.pointee = 9 } } })
  },
  Property("copies-of-a-structure") { test in
    let lists = Locked((number: 1, others: (2, 3, 4), list: [1, 2, 3, 4]))
    twice(
      test,
      {
        var copy: [Int]? = lists.change { $0.list }
        copy!.withUnsafeBufferPointer { look($0.baseAddress!.pointee) }
        copy = nil
      },
      { lists.change { $0.list.withUnsafeMutableBufferPointer { $0.baseAddress!.pointee = 9 } } })
  },
  Property("texts-and-sets-behind-a-lock") { test in
    let text = Locked("a text that is longer than fifteen bytes")
    let set = Locked<Set<String>>([])
    let optional = Locked<[Int]?>(nil)
    func work(_ name: String) {
      let copy = text.change { text in
        text += name
        return text
      }
      set.change { $0.insert(copy) }
      look(copy.utf8.count)
      optional.change {
        if $0 == nil { $0 = [] }
        $0!.append(copy.count)
      }
      look(optional.change { $0?.first ?? 0 })
    }
    twice(test, { work("b") }, { work("c") })
    test.expectEqual(set.change { $0.count }, 2, "the number of texts")
  },
  Property("existentials-behind-a-lock") { test in
    let counter = Locked<any Counting>(Counter())
    func work() {
      counter.change { $0.increase() }
      let copy = counter.change { $0 }
      look(copy.count)
      counter.change { $0.increase() }
    }
    twice(test, work, work)
    test.expectEqual(counter.change { $0.count }, 4, "the count")
  },
  Property("table-in-a-mutex") { test in
    let all = TableMutex()
    func work(_ name: String) {
      for n in 0..<2 { all.table.withLock { $0[name, default: []].append(n) } }
      all.table.withLock { $0["both", default: [0, 0]][0] += 1 }
      let copy = all.table.withLock { $0 }
      look(copy["both"]![0])
    }
    twice(test, { work("a") }, { work("b") })
    test.expectEqual(all.table.withLock { $0["both"]! }, [2, 0], "the list")
  },
  Property("globals-behind-a-lock") { test in
    func work(_ name: String) {
      Globals.lock.withLock {
        Globals.count += 1
        Globals.names.append(name)
      }
      let names = Globals.lock.withLock { Globals.names }
      look(names[0].utf8.count)
    }
    twice(test, { work("a") }, { work("b") })
    test.expectEqual(Globals.names.count, 2, "the number of names")
  },
  Property("data-dates-and-encoders") { test in
    let bytes = Locked(Data())
    func work(_ name: String) {
      let message = Message(name: name, numbers: [1, 2])
      let encoded = try! JSONEncoder().encode(message)
      bytes.change { $0.append(encoded) }
      let copy = bytes.change { $0 }
      look(Int(copy[0]))
      let decoded = try! JSONDecoder().decode(Message.self, from: encoded)
      look(decoded.numbers.count + Int(Date(timeIntervalSince1970: 1).timeIntervalSince1970))
    }
    twice(test, { work("a") }, { work("b") })
  },
]
