// Memory that passes from thread to thread with its references, or is used again, with all accesses ordered.

import Foundation
import Workbook

/// Reads what others wrote when it ends.
private final class Ending {
  var number = 0
  let parts = [Shared(), Shared()]
  let total: Cell<Int>

  init(_ total: Cell<Int>) { self.total = total }
  deinit { total.value = number + parts[0].number + parts[1].number }
}

private enum Registry {
  static let shared: [Shared] = (0..<3).map { number in
    let shared = Shared()
    shared.number = number
    return shared
  }
}

let orderedReferences = [
  Property("closures-handed-to-threads") { test in
    var text = "made before"
    let list = (0..<3).map { _ in Shared() }
    let done = thread {
      text += ", changed there"
      for shared in list { shared.list.append(text.count) }
    }
    done.wait()
    test.expect(text.hasSuffix("there") && list[2].list.count == 1, "text is \(text)")
  },
  Property("references-end-anywhere") { test in
    let total = Cell(0)
    let lock = NSLock()
    var ending: Ending? = Ending(total)
    let first = ending!, second = ending!
    ending = nil
    var holders: [() -> Void] = [
      { [first] in lock.withLock { first.number += 1 } }, { [second] in lock.withLock { second.parts[1].number += 1 } },
    ]
    let threads = holders.enumerated().map { (index, holder) in test.start("holder-\(index)", holder) }
    holders = []
    for thread in threads { thread.join() }
  },
  Property("last-reference-ends-it") { test in
    let total = Cell(0)
    let boxes = (0..<2).map { _ in Cell<Ending?>(nil) }
    do {
      let ending = Ending(total)
      for box in boxes { box.value = ending }
    }
    twice(
      test,
      {
        boxes[0].value!.number = 3
        boxes[0].value = nil
      },
      {
        boxes[1].value!.parts[0].number = 4
        boxes[1].value = nil
      })
    test.expectEqual(total.value, 7, "what its end saw")
  },
  Property("storage-copied-when-shared") { test in
    let list = Array(0..<20)
    let boxes = (0..<2).map { _ in Cell(list) }
    twice(test, { boxes[0].value[3] = 1 }, { boxes[1].value.append(boxes[1].value[3]) })
    test.expect(boxes[0].value[3] == 1 && boxes[1].value[20] == 3, "the copies are \(boxes.map(\.value))")
  },
  Property("lazy-globals") { test in
    let read = Cell<[Int]>([0, 0])
    let lock = NSLock()
    twice(
      test, { lock.withLock { read.value[0] = Registry.shared[2].number } },
      { lock.withLock { read.value[1] = Registry.shared[1].number } })
    test.expectEqual(read.value, [2, 1], "the numbers")
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
  Property("memory-used-again") { test in
    let lock = NSLock()
    func work() {
      for n in 0..<4 {
        let shared = Shared()
        shared.number = n
        shared.list = Array(repeating: n, count: 8)
        lock.withLock { shared.list[3] += 1 }
      }
    }
    twice(test, work, work)
    for n in 1...3 { test.start("later-\(n)", work).join() }
  },
]
