// Programs over Dispatch's queues, groups, work items, timers.

import Dispatch
import Foundation
import Synchronization
import Workbook

let dispatchQueues = [
  Property("queue-async") { test in
    let queue = DispatchQueue(label: "serial")
    let done = DispatchSemaphore(value: 0)
    var order: [Int] = []
    for n in 1...4 { queue.async { order.append(n) } }
    queue.async { done.signal() }
    done.wait()
    test.expectEqual(order, [1, 2, 3, 4], "the order on a serial queue")
  },
  Property("queue-barrier") { test in
    let queue = DispatchQueue(label: "shelf", attributes: .concurrent)
    let (readers, writers) = (SynchronizedCount(), SynchronizedCount())
    let group = DispatchGroup()
    for _ in 1...3 {
      queue.async(group: group) {
        readers.increment()
        test.expectEqual(writers.value, 0, "writers beside a reader")
        readers.decrement()
      }
      queue.async(group: group, flags: .barrier) {
        writers.increment()
        test.expectEqual(readers.value, 0, "readers beside a writer")
        test.expectEqual(writers.value, 1, "writers")
        writers.decrement()
      }
    }
    queue.sync(flags: .barrier) { test.expectEqual(writers.value, 0, "writers left") }
    group.wait()
  },
  Property("group-notify") { test in
    let group = DispatchGroup()
    let done = DispatchSemaphore(value: 0)
    let count = SynchronizedCount()
    for _ in 1...3 {
      group.enter()
      DispatchQueue.global().async {
        count.increment()
        group.leave()
      }
    }
    group.notify(queue: .global()) {
      test.expectEqual(count.value, 3, "blocks run before the notification")
      done.signal()
    }
    done.wait()
  },
  Property("group-times-out") { test in
    let group = DispatchGroup()
    group.enter()
    test.expect(group.wait(timeout: .now() + 4) == .timedOut, "nobody left the group")
    test.expect(abs(test.now - 4) < 0.001, "the wait took \(test.now) s")
    group.leave()
  },
  Property("work-item") { test in
    let count = SynchronizedCount()
    let item = DispatchWorkItem { count.increment() }
    let never = DispatchWorkItem { test.fail("a cancelled item ran") }
    never.cancel()
    let queue = DispatchQueue(label: "items")
    queue.async(execute: item)
    queue.async(execute: never)
    item.wait()
    test.expectEqual(count.value, 1, "runs of the item")
    queue.sync {}
  },
  Property("async-after") { test in
    let done = DispatchSemaphore(value: 0)
    var moments: [Double] = []
    let queue = DispatchQueue(label: "later")
    for seconds in [3.0, 1, 2] {
      queue.asyncAfter(deadline: .now() + seconds) {
        moments.append((test.now * 1000).rounded() / 1000)
        done.signal()
      }
    }
    for _ in 1...3 { done.wait() }
    test.expectEqual(moments, [1, 2, 3], "the moments")
  },
  Property("async-after-wall-time") { test in
    let done = DispatchSemaphore(value: 0)
    DispatchQueue.global().asyncAfter(wallDeadline: .now() + 5) { done.signal() }
    done.wait()
    test.expect(abs(test.now - 5) < 0.001, "it came at \(test.now) s")
  },
  Property("repeating-timer") { test in
    let done = DispatchSemaphore(value: 0)
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "timer"))
    let ticks = SynchronizedCount()
    timer.schedule(deadline: .now() + 1, repeating: 2)
    timer.setEventHandler {
      ticks.increment()
      if ticks.value == 3 {
        timer.cancel()
        done.signal()
      }
    }
    timer.resume()
    done.wait()
    test.expect(abs(test.now - 5) < 0.001, "the third tick came at \(test.now) s")
  },
  Property("blocked-workers-get-help") { test in
    // More blocks that wait than the pool has workers, and the one that lets them go is the last.
    let gate = DispatchSemaphore(value: 0)
    let group = DispatchGroup()
    for _ in 1...12 { DispatchQueue.global().async(group: group) { gate.wait() } }
    DispatchQueue.global().async(group: group) { for _ in 1...12 { gate.signal() } }
    group.wait()
  },
  Property("idle-pool-moves-no-clock") { test in
    DispatchQueue.global().async {}
    test.pause(seconds: 0.5)
    test.expect(test.now < 0.501, "the pool moved the clock to \(test.now) s")
  },
  Property("sync-on-itself") { _ in
    let queue = DispatchQueue(label: "serial")
    queue.sync { queue.sync {} }
  },
  Property("waits-in-the-only-worker") { test in
    let queue = DispatchQueue(label: "serial")
    let ready = DispatchSemaphore(value: 0)
    let done = DispatchSemaphore(value: 0)
    queue.async {
      ready.wait()
      done.signal()
    }
    queue.async { ready.signal() }
    done.wait()
  },
  Property("sync-both-ways") { test in
    let (left, right) = (DispatchQueue(label: "left"), DispatchQueue(label: "right"))
    let group = DispatchGroup()
    left.async(group: group) { right.sync {} }
    right.async(group: group) { left.sync {} }
    group.wait()
  },
  Property("group-left-too-rarely") { test in
    let group = DispatchGroup()
    for n in 1...3 {
      group.enter()
      DispatchQueue.global().async { if n > 1 { group.leave() } }
    }
    group.wait()
  },
  Property("deadlock-after-a-timer") { test in
    let done = DispatchSemaphore(value: 0)
    DispatchQueue.global().asyncAfter(deadline: .now() + 3) { done.signal() }
    done.wait()
    done.wait()
  },
]
