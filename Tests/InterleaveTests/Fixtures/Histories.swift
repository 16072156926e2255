// Objects whose operations overlap, and the histories that they leave.

import Foundation
import Workbook

/// Two threads increment a register by reading and writing, with a lock around both or not.
private func increments(_ test: Execution, _ history: History, locked: Bool) {
  let lock = NSLock()
  let value = Cell(0)
  test.together { threads in
    for n in 1...2 {
      threads.add("thread-\(n)") {
        for _ in 1...2 {
          let seen = history.operation("read()") { value.value }
          history.operation("compareAndSet(\(seen), \(seen + n))") { () -> Bool in
            if locked { lock.lock() }
            defer { if locked { lock.unlock() } }
            guard value.value == seen else { return false }
            value.value = seen + n
            return true
          }
        }
      }
    }
  }
}

let histories = [
  Property("register-with-lock") { test in
    increments(test, History(test, .register(initial: 0)), locked: true)
  },
  Property("register-without-lock") { test in
    increments(test, History(test, .register(initial: 0)), locked: false)
  },
  Property("two-histories") { test in
    // Each begins anew: what is in one queue is not in the other.
    let first = History(test, .boundedQueue(maxsize: 1)), second = History(test, .boundedQueue(maxsize: 1))
    first.operation("put(1)") {}
    second.operation("put(2)") {}
    first.operation("get()") { 1 }
    second.operation("get()") { 2 }
  },
  Property("history-of-the-unknown") { test in
    History(test, .register(initial: 0)).operation("increment()") {}
  },
  Property("history-of-too-much") { test in
    // Twenty writes that all overlap, and a read of what none wrote.
    let history = History(test, .register(initial: 0))
    test.together { threads in
      for n in 1...20 {
        threads.add("writer-\(n)") { history.operation("write(\(n))") { Thread.sleep(forTimeInterval: 1) } }
      }
    }
    history.operation("read()") { 21 }
  },
]
