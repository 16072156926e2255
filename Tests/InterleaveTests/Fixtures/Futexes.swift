// The futex system call, as libraries of one's own make it.

import Foundation
import Workbook

@_silgen_name("futex_wait") private func wait(_ word: UnsafeMutablePointer<UInt32>, _ value: UInt32) -> Int
@_silgen_name("futex_requeue")
private func requeue(
  _ word: UnsafeMutablePointer<UInt32>, _ wake: Int32, _ move: Int32, _ target: UnsafeMutablePointer<UInt32>,
  _ expected: UInt32
) -> Int
@_silgen_name("futex_wake") private func wake(_ word: UnsafeMutablePointer<UInt32>, _ count: Int32) -> Int
@_silgen_name("futex_wake_add_one")
private func wakeAddOne(
  _ word: UnsafeMutablePointer<UInt32>, _ count: Int32, _ second: UnsafeMutablePointer<UInt32>, _ ifZero: Int32
) -> Int

private func words() -> UnsafeMutablePointer<UInt32> {
  let words = UnsafeMutablePointer<UInt32>.allocate(capacity: 2)
  words.initialize(repeating: 0, count: 2)
  return words
}

let futexes = [
  Property("futex-requeue") { test in
    let words = words()
    let woken = SynchronizedCount()
    for n in 1...3 {
      test.start("waiter-\(n)") {
        test.expectEqual(wait(words, 0), 0, "the wait")
        woken.increment()
      }
    }
    test.settle()
    test.expectEqual(requeue(words, 1, 1, words + 1, 7), -1, "with another value")
    test.expectEqual(requeue(words, 1, 1, words + 1, 0), 2, "woken and moved")
    test.settle()
    test.expectEqual(woken.value, 1, "woken")
    test.expectEqual(wake(words, 9), 1, "left at the first word")
    test.expectEqual(wake(words + 1, 9), 1, "moved to the second")
    test.settle()
    test.expectEqual(woken.value, 3, "woken")
  },
  Property("futex-wake-op") { test in
    let words = words()
    for n in 0...1 { test.start("waiter-\(n)") { test.expectEqual(wait(words + n, 0), 0, "the wait") } }
    test.settle()
    test.expectEqual(wakeAddOne(words, 9, words + 1, 9), 2, "woken at both words")
    test.expectEqual(words[1], 1, "the second word")
    test.start("waiter-3") { test.expectEqual(wait(words + 1, 1), 0, "the wait") }
    test.settle()
    test.expectEqual(wakeAddOne(words, 9, words + 1, 9), 0, "the old value is not zero")
    test.expectEqual(wake(words + 1, 9), 1, "still waiting")
  },
  Property("handed-over-by-futexes") { test in
    func hand(_ wakeAll: (_ words: UnsafeMutablePointer<UInt32>, _ write: () -> Void) -> Void) {
      let words = words()
      let shared = Shared()
      let waiters = (0...1).map { n in
        test.start("waiter-\(n)") { if wait(words + n, 0) == 0 { look(shared.number) } }
      }
      test.settle()
      wakeAll(words) { shared.number = 1 }
      for waiter in waiters { waiter.join() }
    }
    hand { words, write in
      write()
      _ = wake(words, 1) + wake(words + 1, 1)
    }
    hand { words, write in
      write()
      _ = requeue(words, 1, 0, words + 1, 0) + requeue(words + 1, 1, 0, words, 0)
    }
    hand { words, write in
      _ = requeue(words, 0, 1, words + 1, 0)
      write()
      _ = wake(words + 1, 2)
    }
    hand { words, write in
      write()
      _ = wakeAddOne(words, 1, words + 1, 1)
    }
  },
]
