// Two threads count without a lock.

import Foundation

final class Counter: @unchecked Sendable {
  var count = 0
}

let counter = Counter()
let done = DispatchSemaphore(value: 0)
for _ in 1...2 {
  Thread {
    counter.count += 1  // races
    done.signal()
  }.start()
}
done.wait()
done.wait()
print(counter.count)
