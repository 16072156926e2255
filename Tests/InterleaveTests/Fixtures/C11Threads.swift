// Programs that use C11's threads.

import Workbook

@_silgen_name("c11_count") private func c11Count() -> Int32
@_silgen_name("c11_take_turns") private func c11TakeTurns() -> Int32
@_silgen_name("c11_lock_in_both_orders") private func c11LockInBothOrders()

let c11Threads = [
  Property("c11-mutex") { test in test.expectEqual(c11Count(), 6, "the count") },
  Property("c11-condition") { test in test.expectEqual(c11TakeTurns(), 0, "errors") },
  Property("c11-lock-order") { _ in c11LockInBothOrders() },
]
