// Counters that are descriptors, as `eventfd` makes them.

import Foundation
import Workbook

@_silgen_name("make_counter") private func makeCounter(_ value: UInt32, _ isSemaphore: Int32) -> Int32

private func take(_ counter: Int32) -> UInt64 {
  var value: UInt64 = 0
  return read(counter, &value, 8) == 8 ? value : 0
}

private func add(_ value: UInt64, to counter: Int32) -> Bool {
  var value = value
  return write(counter, &value, 8) == 8
}

let counters = [
  Property("counter") { test in
    let counter = makeCounter(0, 0)
    test.start("adder") { for n in 1...3 { test.expect(add(UInt64(n), to: counter), "adding \(n)") } }
    var sum: UInt64 = 0
    while sum < 6 { sum += take(counter) }
    test.expectEqual(sum, 6, "the sum")
    close(counter)
  },
  Property("counter-as-semaphore") { test in
    let counter = makeCounter(1, 1)
    expectAllCounted(test) { cell in
      test.expectEqual(take(counter), 1, "what a semaphore gives")
      cell.value += 1
      test.expect(add(1, to: counter), "giving it back")
    }
  },
  Property("counter-polled") { test in
    let counter = makeCounter(0, 0)
    var state = pollfd(fd: counter, events: Int16(POLLIN), revents: 0)
    test.expectEqual(poll(&state, 1, 2000), 0, "nothing to read")
    test.expect(abs(test.now - 2) < 0.001, "the poll took \(test.now) s")
    test.start("adder") { _ = add(5, to: counter) }
    test.expectEqual(poll(&state, 1, -1), 1, "something to read")
    test.expectEqual(take(counter), 5, "the value")
  },
  Property("counter-never-added-to") { _ in _ = take(makeCounter(0, 0)) },
]
