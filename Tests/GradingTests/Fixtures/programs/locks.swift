// Two threads of Foundation's take two locks, each in its own order.

import Foundation

let left = NSLock(), right = NSLock()
let done = DispatchSemaphore(value: 0)

func take(_ first: NSLock, _ second: NSLock, _ name: String) {
  first.lock()
  second.lock()
  print(name)
  second.unlock()
  first.unlock()
  done.signal()
}

Thread { take(left, right, "left") }.start()
Thread { take(right, left, "right") }.start()
done.wait()
done.wait()
