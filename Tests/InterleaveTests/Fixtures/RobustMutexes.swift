// Mutexes that outlive their owner, and those that pass on its priority.

import Foundation
import Workbook

private func mutex(
  _ set: (UnsafeMutablePointer<pthread_mutexattr_t>) -> Void
) -> UnsafeMutablePointer<pthread_mutex_t> {
  let attributes = UnsafeMutablePointer<pthread_mutexattr_t>.allocate(capacity: 1)
  let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  pthread_mutexattr_init(attributes)
  set(attributes)
  pthread_mutex_init(mutex, attributes)
  return mutex
}

private func robustMutex() -> UnsafeMutablePointer<pthread_mutex_t> {
  mutex { pthread_mutexattr_setrobust($0, Int32(PTHREAD_MUTEX_ROBUST)) }
}

let robustness = [
  Property("robust-mutex") { test in
    let mutex = robustMutex()
    var results: [Int32] = []
    test.together { threads in
      threads.add("forgetful") { pthread_mutex_lock(mutex) }
      for n in 1...2 {
        threads.add("heir-\(n)") {
          let result = pthread_mutex_lock(mutex)
          if result == EOWNERDEAD {
            test.expectEqual(pthread_mutex_consistent(mutex), 0, "making it consistent")
          }
          results.append(result)
          test.expectEqual(pthread_mutex_unlock(mutex), 0, "the unlock")
        }
      }
    }
    test.expect(results.filter { $0 == EOWNERDEAD }.count <= 1, "told twice: \(results)")
    test.expect(results.allSatisfy { $0 == 0 || $0 == EOWNERDEAD }, "\(results)")
    test.note("\(results)")
  },
  Property("robust-mutex-given-up") { test in
    let mutex = robustMutex()
    test.start("forgetful") { pthread_mutex_lock(mutex) }.join()
    test.expectEqual(pthread_mutex_lock(mutex), EOWNERDEAD, "the lock after its owner's end")
    let waiter = test.start("waiter") { test.expectEqual(pthread_mutex_lock(mutex), ENOTRECOVERABLE, "a waiter") }
    test.settle()
    test.expectEqual(pthread_mutex_unlock(mutex), 0, "the unlock without making it consistent")
    waiter.join()
    test.expectEqual(pthread_mutex_trylock(mutex), ENOTRECOVERABLE, "a try")
  },
  Property("priority-inheritance-mutex") { test in
    let mutex = mutex { pthread_mutexattr_setprotocol($0, Int32(PTHREAD_PRIO_INHERIT)) }
    expectAllCounted(test) { cell in
      pthread_mutex_lock(mutex)
      cell.value += 1
      pthread_mutex_unlock(mutex)
    }
  },
  Property("priorities-are-accepted") { test in
    var parameters = sched_param()
    parameters.sched_priority = 10
    test.expectEqual(pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters), 0, "a priority")
  },
  Property("owner-dies-unnoticed") { test in
    let mutex = mutex { _ in }
    test.start("forgetful") { pthread_mutex_lock(mutex) }.join()
    pthread_mutex_lock(mutex)
  },
]
