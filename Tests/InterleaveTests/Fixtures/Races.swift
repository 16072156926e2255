// Properties about order alone: in the first list every access is ordered, in the second two are not. Those two stand on
// the lines marked with the property's name.

import Dispatch
import Foundation
import Synchronization
import Workbook

/// A plain object that threads share.
private final class Shared {
  var number = 0
  var other = 0
  var flags: (Bool, Bool) = (false, false)
  var list: [Int] = []
  var table: [String: [Int]] = [:]
  var text = ""
  var next: Shared?
  weak var observer: Shared?
  lazy var late = number + 1
}

/// Reads what others wrote when it ends.
private final class Ending {
  var number = 0
  let parts = [Shared(), Shared()]
  private let total: Cell<Int>

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

private actor Account {
  var balance = 0
  let history = Shared()

  func deposit(_ amount: Int) async {
    balance += amount
    await Task.yield()
    history.list.append(amount)
  }
}

/// What is read for nothing the compiler leaves out.
@inline(never) private func look(_ number: Int) {}

/// Runs an asynchronous body, and waits for its end.
private func wait(_ body: @escaping () async -> Void) {
  let done = DispatchSemaphore(value: 0)
  Task {
    await body()
    done.signal()
  }
  done.wait()
}

/// Starts a thread of Foundation's; gives what waits for it.
private func thread(_ body: @escaping () -> Void) -> DispatchSemaphore {
  let done = DispatchSemaphore(value: 0)
  Thread {
    body()
    done.signal()
  }.start()
  return done
}

private func twice(_ test: Execution, _ first: @escaping () -> Void, _ second: @escaping () -> Void) {
  test.together { threads in
    threads.add("first", first)
    threads.add("second", second)
  }
}

let wellOrdered = [
  Property("ordered-by-start-and-join") { test in
    let shared = Shared()
    shared.number = 1
    let worker = test.start("worker") { shared.number += 1 }
    worker.join()
    test.expectEqual(shared.number, 2, "the number")
  },
  Property("ordered-by-asking-for-the-end") { test in
    let shared = Shared()
    let worker = test.start("worker") { shared.number += 1 }
    while !worker.hasEnded { test.pause(seconds: 1) }
    test.expectEqual(shared.number, 1, "the number")
  },
  Property("ordered-by-pauses") { test in
    let shared = Shared()
    let worker = test.start("worker") {
      for _ in 1...2 {
        shared.number += 1
        Thread.sleep(forTimeInterval: 2)
      }
    }
    test.pause(seconds: 1)
    test.expectEqual(shared.number, 1, "the number")
    test.pause(seconds: 2)
    test.expectEqual(shared.number, 2, "the number")
    worker.join()
  },
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
  Property("bytes-of-one-word") { test in
    let shared = Shared()
    twice(test, { shared.flags.0 = true }, { shared.flags.1 = true })
    test.expect(shared.flags == (true, true), "the flags are \(shared.flags)")
  },
  Property("readers-together") { test in
    let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)
    pthread_rwlock_init(lock, nil)
    let shared = Shared()
    test.together { threads in
      for n in 1...2 {
        threads.add("reader-\(n)") {
          pthread_rwlock_rdlock(lock)
          look(shared.number)
          pthread_rwlock_unlock(lock)
        }
      }
      threads.add("writer") {
        pthread_rwlock_wrlock(lock)
        shared.number += 1
        pthread_rwlock_unlock(lock)
      }
    }
  },
  Property("handed-over-by-condition") { test in
    let condition = NSCondition()
    let shared = Shared()
    twice(
      test,
      {
        shared.number = 7
        condition.lock()
        shared.flags.0 = true
        condition.signal()
        condition.unlock()
      },
      {
        condition.lock()
        while !shared.flags.0 { condition.wait() }
        condition.unlock()
        test.expectEqual(shared.number, 7, "the number")
      })
  },
  Property("handed-over-by-barrier") { test in
    let barrier = UnsafeMutablePointer<pthread_barrier_t>.allocate(capacity: 1)
    pthread_barrier_init(barrier, nil, 2)
    let shared = Shared()
    twice(
      test,
      {
        shared.number = 1
        pthread_barrier_wait(barrier)
        test.expectEqual(shared.other, 2, "the other's number")
      },
      {
        shared.other = 2
        pthread_barrier_wait(barrier)
        test.expectEqual(shared.number, 1, "the first's number")
      })
  },
  Property("published-by-atomic") { test in
    let shared = Shared()
    let count = SynchronizedCount()
    twice(
      test,
      {
        shared.number = 7
        count.atomic.store(1, ordering: .releasing)
      },
      {
        if count.atomic.load(ordering: .acquiring) == 1 { test.expectEqual(shared.number, 7, "the number") }
      })
  },
  Property("behind-a-mutex") { test in
    let shared = Shared()
    let count = SynchronizedCount()
    func work() {
      for _ in 1...3 {
        count.mutex.withLock {
          $0 += 1
          shared.list.append($0)
        }
      }
    }
    twice(test, work, work)
    test.expectEqual(shared.list, [1, 2, 3, 4, 5, 6], "the list")
  },
  Property("collected-and-read") { test in
    let collected = Collected<Shared>()
    twice(
      test,
      {
        let shared = Shared()
        shared.number = 7
        collected.add(shared)
      }, { for shared in collected.values { test.expectEqual(shared.number, 7, "the number") } })
  },
  Property("ordered-by-queues") { test in
    let queue = DispatchQueue(label: "serial")
    let shared = Shared()
    shared.number = 1
    queue.async { shared.number += 1 }
    queue.async { shared.list.append(shared.number) }
    queue.sync { shared.number += 1 }
    test.expect(shared.number == 3 && shared.list == [2], "the number is \(shared.number)")
    let item = DispatchWorkItem { shared.text += "item" }
    queue.async(execute: item)
    item.wait()
    test.expectEqual(shared.text, "item", "the text")
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
  Property("tasks-and-actors") { test in
    let account = Account()
    let shared = Shared()
    shared.number = 1
    wait {
      shared.number += 1
      async let first: Void = account.deposit(shared.number)
      async let second: Void = account.deposit(3)
      _ = await (first, second)
      let sum = await withTaskGroup(of: Shared.self) { group in
        for n in 1...3 {
          group.addTask {
            let part = Shared()
            part.number = n
            return part
          }
        }
        return await group.reduce(0) { $0 + $1.number }
      }
      shared.number += sum
    }
    test.expectEqual(shared.number, 8, "the number")
  },
  Property("continuations") { test in
    let shared = Shared()
    wait {
      let received: Shared = await withCheckedContinuation { continuation in
        Thread {
          let made = Shared()
          made.number = 5
          continuation.resume(returning: made)
        }.start()
      }
      shared.number = received.number
      let task = Task { shared.number + 1 }
      shared.other = await task.value
    }
    test.expectEqual(shared.other, 6, "the number")
  },
  Property("streams") { test in
    let shared = Shared()
    wait {
      let stream = AsyncStream<Shared> { continuation in
        Thread {
          for n in 1...2 {
            let made = Shared()
            made.number = n
            continuation.yield(made)
          }
          continuation.finish()
        }.start()
      }
      for await made in stream { shared.list.append(made.number) }
    }
    test.expectEqual(shared.list, [1, 2], "the list")
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

let unordered = [
  Property("write-write") { test in
    let shared = Shared()
    twice(
      test,
      { shared.number = 1 },  // write-write
      { shared.number = 2 })  // write-write
  },
  Property("read-write") { test in
    let shared = Shared()
    let lock = NSLock()
    twice(
      test,
      { lock.withLock { shared.number = 1 } },  // read-write
      { look(shared.number) })  // read-write
  },
  Property("two-locks") { test in
    let shared = Shared()
    let first = NSLock(), second = NSLock()
    twice(
      test,
      {
        first.lock()
        shared.number = 1  // two-locks
        first.unlock()
      },
      {
        second.lock()
        shared.number = 2  // two-locks
        second.unlock()
      })
  },
  Property("writes-while-reading") { test in
    let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)
    pthread_rwlock_init(lock, nil)
    let shared = Shared()
    twice(
      test,
      {
        pthread_rwlock_rdlock(lock)
        shared.number = 1  // writes-while-reading
        pthread_rwlock_unlock(lock)
      },
      {
        pthread_rwlock_rdlock(lock)
        look(shared.number)  // writes-while-reading
        pthread_rwlock_unlock(lock)
      })
  },
  Property("changed-in-place") { test in
    let shared = Shared()
    func change(_ number: inout Int) { number += 1 }
    twice(
      test,
      { change(&shared.number) },  // changed-in-place
      { change(&shared.number) })  // changed-in-place
  },
  Property("appends-without-lock") { test in
    let shared = Shared()
    twice(
      test,
      { shared.list.append(1) },  // appends-without-lock
      { shared.list.append(2) })  // appends-without-lock
  },
  Property("relaxed-flag") { test in
    let shared = Shared()
    let count = SynchronizedCount()
    twice(
      test,
      {
        shared.number = 7  // relaxed-flag
        count.atomic.store(1, ordering: .relaxed)
      },
      {
        if count.atomic.load(ordering: .relaxed) == 1 {
          look(shared.number)  // relaxed-flag
        }
      })
  },
  Property("reads-before-the-end") { test in
    let shared = Shared()
    let done = thread {
      shared.number = 1  // reads-before-the-end
    }
    look(shared.number)  // reads-before-the-end
    done.wait()
  },
  Property("sleep-instead-of-join") { test in
    let shared = Shared()
    let worker = test.start("worker") {
      shared.number = 1  // sleep-instead-of-join
    }
    Thread.sleep(forTimeInterval: 5)
    look(shared.number)  // sleep-instead-of-join
    worker.join()
  },
  Property("concurrent-queue") { test in
    let queue = DispatchQueue(label: "concurrent", attributes: .concurrent)
    let shared = Shared()
    for _ in 1...3 {
      queue.async { shared.number += 1 }  // concurrent-queue
    }
    queue.sync(flags: .barrier) {}
  },
  Property("tasks-share-a-variable") { test in
    let shared = Shared()
    wait {
      await withTaskGroup(of: Void.self) { group in
        for _ in 1...2 {
          group.addTask { shared.number += 1 }  // tasks-share-a-variable
        }
      }
    }
  },
]
