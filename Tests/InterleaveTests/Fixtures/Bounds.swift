// Correct programs that use as much as the engine keeps track of, or more.

import Foundation
import Workbook

@_silgen_name("write_pages") private func writePages(_ memory: UnsafeMutableRawPointer, _ pages: Int)
@_silgen_name("publish_all") private func publishAll(_ numbers: UnsafeMutableRawPointer, _ count: Int)

/// Starts threads one after the other, each of which uses what the one before has left.
private func startOneByOne(_ test: Execution, _ count: Int) {
  let shared = Shared()
  for n in 1...count { test.start("thread-\(n)") { shared.number += 1 }.join() }
  test.expectEqual(shared.number, count, "the threads that counted")
}

let bounds = [
  Property("uses-much-memory") { test in
    twice(test, { writePages(.allocate(byteCount: 512 << 12, alignment: 8), 512) }, {})
  },
  Property("uses-many-atomics") { test in
    twice(test, { publishAll(.allocate(byteCount: 9000 * 4, alignment: 8), 9000) }, {})
  },
  Property("starts-1023-threads") { test in startOneByOne(test, 1023) },
  Property("starts-1024-threads") { test in startOneByOne(test, 1024) },
  Property("starts-1023-threads-at-once") { test in
    let lock = NSLock()
    let shared = Shared()
    test.together { threads in
      for n in 1...1023 { threads.add("thread-\(n)") { lock.withLock { shared.number += 1 } } }
    }
    test.expectEqual(shared.number, 1023, "the threads that counted")
  },
]
