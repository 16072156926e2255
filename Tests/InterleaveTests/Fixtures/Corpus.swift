// Patterns of the corpus in Swift, each beside its correct twin.

import Foundation
import Synchronization
import Workbook

let corpus =
  [false, true].flatMap { fixed in [reorder(fixed: fixed), twoStage(fixed: fixed), stringBuffer(fixed: fixed)] }

private func name(_ pattern: String, _ fixed: Bool) -> String { "corpus-\(pattern)\(fixed ? "-fixed" : "")" }

private final class Pair: Sendable {
  let first = Atomic<Int>(0), second = Atomic<Int>(0)
}

/// Five threads set one value, then another; one expects to see both or none.
private func reorder(fixed: Bool) -> Property {
  Property(name("reorder", fixed)) { test in
    let pair = Pair(), lock = NSLock()
    func guarded(_ body: () -> Void) { if fixed { lock.withLock(body) } else { body() } }
    test.together { threads in
      for n in 1...5 {
        threads.add("setter-\(n)") {
          guarded {
            pair.first.store(1, ordering: .sequentiallyConsistent)
            pair.second.store(1, ordering: .sequentiallyConsistent)
          }
        }
      }
      threads.add("checker") {
        var seen = (0, 0)
        guarded {
          seen.0 = pair.first.load(ordering: .sequentiallyConsistent)
          seen.1 = pair.second.load(ordering: .sequentiallyConsistent)
        }
        test.expectEqual(seen.0, seen.1, "what the checker sees")
      }
    }
  }
}

/// The second value depends on the first, each has its lock, and a reader comes between the stages.
private func twoStage(fixed: Bool) -> Property {
  Property(name("twostage", fixed)) { test in
    let firstLock = NSLock(), secondLock = NSLock()
    let first = Cell(0), second = Cell(0)
    test.together { threads in
      for n in 1...3 {
        threads.add("writer-\(n)") {
          firstLock.lock()
          first.value = 1
          if !fixed { firstLock.unlock() }
          secondLock.withLock { second.value = 2 }
          if fixed { firstLock.unlock() }
        }
      }
      threads.add("reader") {
        let seen = firstLock.withLock { first.value }
        if seen == 1 { test.expectEqual(secondLock.withLock { second.value }, 2, "the second value") }
      }
    }
  }
}

/// A buffer that may shrink between the question for its length and the copying of so many elements.
private final class Buffer: @unchecked Sendable {  // its lock guards its elements
  private let lock = NSRecursiveLock()
  private var elements = [1, 2, 3]

  var count: Int { lock.withLock { elements.count } }
  func prefix(_ count: Int) -> [Int] { lock.withLock { Array(elements.prefix(count)) } }
  func removeAll() { lock.withLock { elements.removeAll() } }
  func exclusively<Result>(_ body: () -> Result) -> Result { lock.withLock(body) }
}

private func stringBuffer(fixed: Bool) -> Property {
  Property(name("string-buffer", fixed)) { test in
    let buffer = Buffer()
    func copy() {
      let count = buffer.count
      test.expectEqual(buffer.prefix(count).count, count, "how many were copied")
    }
    test.together { threads in
      threads.add("appender") { if fixed { buffer.exclusively(copy) } else { copy() } }
      threads.add("eraser") { buffer.removeAll() }
    }
  }
}
