// Waits that end early, where the property allows it: programs that expect it, and programs that do not.

import Foundation
import Workbook

/// A wait without a loop, and one producer that signals once: right unless a wait ends by itself.
private func takesOnce(_ test: Execution, _ wait: (NSCondition, () -> Bool) -> Void) {
  let condition = NSCondition()
  let items = Cell(0)
  test.start("putter") {
    condition.lock()
    items.value += 1
    condition.signal()
    condition.unlock()
  }
  condition.lock()
  wait(condition) { items.value > 0 }
  test.expect(items.value > 0, "took from nothing")
  condition.unlock()
}

/// A reader that sleeps for as long as the writer surely needs.
private func sleepsForOrder(_ test: Execution) {
  let written = Cell(false)
  test.start("writer") { written.value = true }
  Thread.sleep(forTimeInterval: 10)
  test.expect(written.value, "read before it was written")
}

/// A wait that ends with a signal or after two seconds, whichever is first.
private func endsInTime(_ test: Execution) {
  let semaphore = DispatchSemaphore(value: 0)
  test.start("signaller") {
    Thread.sleep(forTimeInterval: 1)
    semaphore.signal()
  }
  let result = semaphore.wait(timeout: .now() + 2)
  test.expect(test.now <= 2, "the wait ended at \(test.now) s")
  if result == .timedOut { test.expect(test.now == 2, "timed out at \(test.now) s") }
  test.note("\(result)")
}

let earlyWakeups = [
  Property("if-holds-without-spurious-wakeups") { test in
    takesOnce(test) { condition, ready in if !ready() { condition.wait() } }
  },
  Property("if-fails-with-spurious-wakeups", spuriousWakeups: true) { test in
    takesOnce(test) { condition, ready in if !ready() { condition.wait() } }
  },
  Property("while-holds-with-spurious-wakeups", spuriousWakeups: true) { test in
    takesOnce(test) { condition, ready in while !ready() { condition.wait() } }
  },
  Property("sleep-orders-without-early-timeouts") { test in sleepsForOrder(test) },
  Property("sleep-does-not-order-with-early-timeouts", earlyTimeouts: true) { test in sleepsForOrder(test) },
  Property("time-out-or-signal", earlyTimeouts: true, spuriousWakeups: true) { test in endsInTime(test) },
  Property("pauses-stay-pauses", earlyTimeouts: true) { test in
    let semaphore = DispatchSemaphore(value: 0)
    let done = Cell(false)
    test.start("waiter") { _ = semaphore.wait(timeout: .now() + 100) }
    test.start("worker") {
      for _ in 1...5 { sched_yield() }
      done.value = true
    }
    let before = test.now
    test.settle()
    let pause = test.now - before
    test.expect(pause < 1, "the pause took \(pause) s")
    test.expect(done.value, "the pause ended while the worker could run")
  },
  Property("far-deadlines-stay-far", earlyTimeouts: true) { test in
    let condition = NSCondition()
    test.start("waiter") {
      condition.lock()
      _ = condition.wait(until: Date(timeIntervalSinceNow: 1e7))
      condition.unlock()
    }
    for _ in 1...50 { sched_yield() }
    test.settle()
    condition.broadcast()
  },
]
