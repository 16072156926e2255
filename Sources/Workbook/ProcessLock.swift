// Mutual exclusion between processes.

internal import Glibc

/// A lock that a process shares with the children it starts afterwards. One thread of all of them has it at a time.
///
/// A process that ends while it has the lock never gives it back.
public struct ProcessLock: @unchecked Sendable {
  // Unchecked: a mutex may be used from any thread, and its place never changes.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  /// Makes a lock that nobody has.
  public init() {
    mutex = mapSharedMemory(bytes: MemoryLayout<pthread_mutex_t>.size)
      .bindMemory(to: pthread_mutex_t.self, capacity: 1)
    var attributes = pthread_mutexattr_t()
    pthread_mutexattr_init(&attributes)
    pthread_mutexattr_setpshared(&attributes, Int32(PTHREAD_PROCESS_SHARED))
    pthread_mutex_init(mutex, &attributes)
  }

  /// Waits until nobody has the lock, and takes it.
  public func acquire() { pthread_mutex_lock(mutex) }

  /// Takes the lock if nobody has it, and tells whether it did.
  public func tryAcquire() -> Bool { pthread_mutex_trylock(mutex) == 0 }

  /// Gives the lock back. Only for the thread that has it.
  public func release() { pthread_mutex_unlock(mutex) }

  /// Runs `body` with the lock, and gives it back whether `body` returns or throws.
  public func withLock<Result>(_ body: () throws -> Result) rethrows -> Result {
    acquire()
    defer { release() }
    return try body()
  }
}
