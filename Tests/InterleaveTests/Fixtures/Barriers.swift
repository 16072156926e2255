// Barriers, and reader-writer and spin locks that one thread has to itself.

import Foundation
import Workbook

private func barrier(of count: UInt32) -> UnsafeMutablePointer<pthread_barrier_t> {
  let barrier = UnsafeMutablePointer<pthread_barrier_t>.allocate(capacity: 1)
  pthread_barrier_init(barrier, nil, count)
  return barrier
}

let meetings = [
  Property("barrier") { test in
    let barrier = barrier(of: 3)
    let arrived = [SynchronizedCount(), SynchronizedCount()]
    let last = [SynchronizedCount(), SynchronizedCount()]
    test.together { threads in
      for n in 1...3 {
        threads.add("worker-\(n)") {
          for round in 0...1 {
            arrived[round].increment()
            if pthread_barrier_wait(barrier) == PTHREAD_BARRIER_SERIAL_THREAD { last[round].increment() }
            test.expectEqual(arrived[round].value, 3, "threads that have arrived")
          }
        }
      }
    }
    test.expectEqual(last.map(\.value), [1, 1], "threads told that they were the last")
    test.expectEqual(pthread_barrier_destroy(barrier), 0, "the end of the barrier")
  },
  Property("barrier-too-wide") { test in
    let barrier = barrier(of: 3)
    test.together { threads in
      for n in 1...2 { threads.add("worker-\(n)") { pthread_barrier_wait(barrier) } }
    }
  },
  Property("writer-locks-again") { test in
    let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)
    pthread_rwlock_init(lock, nil)
    pthread_rwlock_wrlock(lock)
    test.expectEqual(pthread_rwlock_rdlock(lock), EDEADLK, "reading what the thread itself writes")
    test.expectEqual(pthread_rwlock_unlock(lock), 0, "the unlock")
    test.expectEqual(pthread_rwlock_rdlock(lock), 0, "reading afterwards")
  },
  Property("writer-never-unlocks") { test in
    let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)
    pthread_rwlock_init(lock, nil)
    pthread_rwlock_wrlock(lock)
    test.start("reader") { pthread_rwlock_rdlock(lock) }.join()
  },
]
