// What properties about order share.

import Dispatch
import Foundation
import Workbook

/// A plain object that threads share.
final class Shared {
  var number = 0
  var other = 0
  var flags: (Bool, Bool) = (false, false)
  var list: [Int] = []
  var table: [String: [Int]] = [:]
  var text = ""
  var next: Shared?
  weak var observer: Shared?
  lazy var late = number + 1
}

/// A value that is reached under a lock alone.
final class Locked<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value
  init(_ value: Value) { self.value = value }
  func change<Result>(_ body: (inout Value) -> Result) -> Result { lock.withLock { body(&value) } }
}

/// What is read for nothing the compiler leaves out.
@inline(never) func look(_ number: Int) {}

/// Starts a thread of Foundation's; gives what waits for it.
func thread(_ body: @escaping () -> Void) -> DispatchSemaphore {
  let done = DispatchSemaphore(value: 0)
  Thread {
    body()
    done.signal()
  }.start()
  return done
}

func twice(_ test: Execution, _ first: @escaping () -> Void, _ second: @escaping () -> Void) {
  test.together { threads in
    threads.add("first", first)
    threads.add("second", second)
  }
}

/// Runs an asynchronous body, and waits for its end.
func wait(_ body: @escaping () async -> Void) {
  let done = DispatchSemaphore(value: 0)
  Task {
    await body()
    done.signal()
  }
  done.wait()
}
