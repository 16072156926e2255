// A mutex that is handed to the first in line, even when that thread has given up and gone.

import Foundation

/// What can go wrong.
enum MutexError: Error {
  /// The calling thread releases a mutex that it does not hold.
  case notHeld
}

/// A lock that at most one thread holds at a time.
final class Mutex {
  private let guarding = NSLock()
  private var holder: Thread?
  private var line: [(thread: Thread, turn: DispatchSemaphore)] = []

  init() {}

  /// Takes the mutex; waits while another thread holds it.
  func acquire() {
    _ = acquire(until: .distantFuture)
  }

  /// Takes the mutex; waits at most `timeout` seconds. Returns whether the mutex was taken.
  func acquire(timeout: TimeInterval) -> Bool {
    acquire(until: .now() + timeout)
  }

  private func acquire(until deadline: DispatchTime) -> Bool {
    let turn = DispatchSemaphore(value: 0)
    guarding.lock()
    if holder == nil {
      holder = Thread.current
      guarding.unlock()
      return true
    }
    line.append((Thread.current, turn))
    guarding.unlock()
    // Who is woken holds the mutex already.
    return turn.wait(timeout: deadline) == .success
  }

  /// Gives the mutex back; throws `MutexError.notHeld` unless the calling thread holds it.
  func release() throws {
    guarding.lock()
    defer { guarding.unlock() }
    guard holder === Thread.current else { throw MutexError.notHeld }
    if line.isEmpty {
      holder = nil
    } else {
      let next = line.removeFirst()
      holder = next.thread
      next.turn.signal()
    }
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
  var value: Int { mutex.withLock { number } }

  /// Reads the number, works for a tenth of a second, and writes the number back less one.
  func decrement() {
    mutex.withLock {
      let read = number
      Thread.sleep(forTimeInterval: 0.1)
      number = read - 1
    }
  }
}
