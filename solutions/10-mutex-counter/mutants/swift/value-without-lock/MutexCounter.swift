// A sound mutex, and a counter that is read without it.

import Foundation

/// What can go wrong.
enum MutexError: Error {
  /// The calling thread releases a mutex that it does not hold.
  case notHeld
}

/// A lock that at most one thread holds at a time.
final class Mutex {
  /// Guards `holder`; threads wait on it for the mutex to become free.
  private let freed = NSCondition()
  private var holder: Thread?

  init() {}

  /// Takes the mutex; waits while another thread holds it.
  func acquire() {
    freed.lock()
    defer { freed.unlock() }
    while holder != nil { freed.wait() }
    holder = Thread.current
  }

  /// Takes the mutex; waits at most `timeout` seconds. Returns whether the mutex was taken.
  func acquire(timeout: TimeInterval) -> Bool {
    let deadline = Date(timeIntervalSinceNow: timeout)
    freed.lock()
    defer { freed.unlock() }
    while holder != nil {
      // The mutex may have become free in the last moment, so the holder has the last word.
      if !freed.wait(until: deadline) && holder != nil { return false }
    }
    holder = Thread.current
    return true
  }

  /// Gives the mutex back; throws `MutexError.notHeld` unless the calling thread holds it.
  func release() throws {
    freed.lock()
    defer { freed.unlock() }
    guard holder === Thread.current else { throw MutexError.notHeld }
    holder = nil
    freed.signal()
  }

  /// Runs `body` with the mutex held, and returns or throws what it returns or throws.
  func withLock<Result>(_ body: () throws -> Result) rethrows -> Result {
    acquire()
    // Throws only if the body gave the mutex back itself: then nothing is left to do.
    defer { try? release() }
    return try body()
  }
}

/// A number that many threads count down.
final class Counter {
  private var number: Int
  private let mutex = Mutex()

  /// Makes a counter that stands at `start`.
  init(_ start: Int) {
    number = start
  }

  /// Where the counter stands.
  var value: Int { number }

  /// Reads the number, works for a tenth of a second, and writes the number back less one.
  func decrement() {
    mutex.withLock {
      let read = number
      Thread.sleep(forTimeInterval: 0.1)
      number = read - 1
    }
  }
}
