// Queues, groups and operations that order all their accesses.

import Dispatch
import Foundation
import Workbook

/// Keeps a queue's thread busy until the answer is called, in ways that order nothing.
private func occupy(_ queue: DispatchQueue) -> () -> Void {
  let begun = SynchronizedCount(), ready = SynchronizedCount()
  queue.async {
    begun.atomic.store(1, ordering: .relaxed)
    while ready.atomic.load(ordering: .relaxed) == 0 { Thread.sleep(forTimeInterval: 1) }
  }
  while begun.atomic.load(ordering: .relaxed) == 0 { Thread.sleep(forTimeInterval: 1) }
  return { ready.atomic.store(1, ordering: .relaxed) }
}

let orderedQueues = [
  Property("ordered-by-queues") { test in
    let queue = DispatchQueue(label: "serial")
    let shared = Shared()
    let other = test.start("other") {}
    shared.number = 1
    queue.async { shared.number += 1 }
    queue.async { shared.list.append(shared.number) }
    queue.sync { shared.number += 1 }
    test.expect(shared.number == 3 && shared.list == [2], "the number is \(shared.number)")
    let item = DispatchWorkItem { shared.text += "item" }
    queue.async(execute: item)
    item.wait()
    test.expectEqual(shared.text, "item", "the text")
    other.join()
  },
  Property("handed-to-a-busy-queue") { test in
    let queue = DispatchQueue(label: "serial")
    let shared = Shared()
    let free = occupy(queue)
    shared.number = 1
    queue.async { shared.number += 1 }
    free()
    queue.sync {}
    test.expectEqual(shared.number, 2, "the number")
  },
  Property("ordered-by-delays") { test in
    let done = DispatchSemaphore(value: 0)
    let shared = Shared()
    let other = test.start("other") {}
    shared.number = 1
    DispatchQueue.global().asyncAfter(deadline: .now() + 1) {
      shared.number += 1
      done.signal()
    }
    done.wait()
    test.expectEqual(shared.number, 2, "the number")
    other.join()
  },
  Property("ordered-by-groups") { test in
    let group = DispatchGroup()
    let done = DispatchSemaphore(value: 0)
    let parts = (0..<3).map { _ in Shared() }
    let shared = Shared()
    for part in parts { DispatchQueue.global().async(group: group) { part.number = 1 } }
    group.notify(queue: .global()) {
      shared.number = parts.reduce(0) { $0 + $1.number }
      done.signal()
    }
    group.wait()
    test.expectEqual(parts[0].number, 1, "a part")
    done.wait()
    test.expectEqual(shared.number, 3, "the sum")
  },
  Property("ordered-by-queue-barriers") { test in
    let queue = DispatchQueue(label: "concurrent", attributes: .concurrent)
    let shared = Shared()
    for _ in 1...2 { queue.async { look(shared.number) } }
    queue.async(flags: .barrier) { shared.number += 1 }
    queue.async { look(shared.number) }
    queue.sync(flags: .barrier) { shared.number += 1 }
    test.expectEqual(shared.number, 2, "the number")
  },
  Property("parts-of-concurrent-perform") { test in
    var list = Array(repeating: 0, count: 6)
    list.withUnsafeMutableBufferPointer { buffer in
      let parts = buffer
      DispatchQueue.concurrentPerform(iterations: 6) { parts[$0] = $0 }
    }
    test.expectEqual(list, Array(0..<6), "the list")
  },
  Property("operations") { test in
    let operations = OperationQueue()
    let shared = Shared()
    let first = BlockOperation { shared.number = 3 }
    let second = BlockOperation { shared.other = shared.number }
    second.addDependency(first)
    operations.addOperations([second, first], waitUntilFinished: true)
    test.expectEqual(shared.other, 3, "the number")
  },
  Property("handed-over-by-dispatch-semaphore") { test in
    let items = DispatchSemaphore(value: 0)
    let queue = Locked<[Shared]>([])
    twice(
      test,
      {
        for n in 1...2 {
          let made = Shared()
          made.number = n
          queue.change { $0.append(made) }
          items.signal()
        }
      },
      {
        for n in 1...2 {
          items.wait()
          test.expectEqual(queue.change { $0.removeFirst() }.number, n, "the number")
        }
      })
  },
  Property("work-items-and-timers") { test in
    let shared = Shared()
    let done = DispatchSemaphore(value: 0)
    let queue = DispatchQueue(label: "serial")
    let timer = DispatchSource.makeTimerSource(queue: queue)
    shared.number = 1
    timer.setEventHandler {
      shared.number += 1
      if shared.number == 3 { done.signal() }
    }
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.resume()
    done.wait()
    timer.cancel()
    queue.sync { shared.number += 1 }
    test.expect(shared.number >= 4, "the number is \(shared.number)")
  },
  Property("reader-writer-queue") { test in
    let queue = DispatchQueue(label: "concurrent", attributes: .concurrent)
    let group = DispatchGroup()
    let shared = Shared()
    func work(_ n: Int) {
      queue.async(group: group, flags: .barrier) { shared.table["\(n)"] = [n] }
      let count = queue.sync { shared.table.count }
      look(count)
    }
    twice(test, { work(1) }, { work(2) })
    group.wait()
    test.expectEqual(shared.table.count, 2, "the count")
  },
  Property("operations-that-depend") { test in
    let operations = OperationQueue()
    operations.maxConcurrentOperationCount = 2
    let shared = Shared()
    let made = (1...3).map { _ in Shared() }
    let parts = (1...3).map { n in BlockOperation { made[n - 1].number = n } }
    let last = BlockOperation { shared.number = made.reduce(1) { $0 + $1.number } }
    for part in parts { last.addDependency(part) }
    operations.addOperations(parts + [last], waitUntilFinished: false)
    operations.waitUntilAllOperationsAreFinished()
    test.expectEqual(shared.number, 7, "the number")
  },
]
