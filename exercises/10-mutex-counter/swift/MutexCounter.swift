// Exercise 10: a mutex, and the counter that reaches zero. The README says what each member does.

import Foundation

/// What can go wrong.
enum MutexError: Error {
  /// The calling thread releases a mutex that it does not hold.
  case notHeld
}

/// A lock that at most one thread holds at a time.
final class Mutex {
  // TODO: Remember who holds the mutex, and give the others something to wait on.

  init() {}

  /// Takes the mutex; waits while another thread holds it.
  func acquire() {
    // TODO: Wait until the mutex is free, then take it.
  }

  /// Takes the mutex; waits at most `timeout` seconds. Returns whether the mutex was taken.
  func acquire(timeout: TimeInterval) -> Bool {
    // TODO: As `acquire()`, but give up when the time is up.
    true
  }

  /// Gives the mutex back; throws `MutexError.notHeld` unless the calling thread holds it.
  func release() throws {
    // TODO: Check, give back, and wake a thread that waits.
  }

  /// Runs `body` with the mutex held, and returns or throws what it returns or throws.
  func withLock<Result>(_ body: () throws -> Result) rethrows -> Result {
    // TODO: Hold the mutex while the body runs, however the body ends.
    try body()
  }
}

/// A number that many threads count down.
final class Counter {
  private var number: Int
  // TODO: Give the counter its mutex.

  /// Makes a counter that stands at `start`.
  init(_ start: Int) {
    number = start
  }

  /// Where the counter stands.
  var value: Int {
    // TODO: Another thread may be writing the number right now.
    number
  }

  /// Reads the number, works for a tenth of a second, and writes the number back less one.
  func decrement() {
    // TODO: These three steps must be one to every other thread. Keep the sleep between them.
    let read = number
    Thread.sleep(forTimeInterval: 0.1)
    number = read - 1
  }
}
