// Threads that order all their accesses: by their beginning and end, by locks, conditions, barriers, atomics and pauses.

import Foundation
import Workbook

/// Made once, of what the thread that makes it wrote before.
private enum Once {
  static let key = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()
  static var own: Shared { Unmanaged.fromOpaque(pthread_getspecific(key)!).takeUnretainedValue() }

  static let value = own
  nonisolated(unsafe) static var control = pthread_once_t()
  nonisolated(unsafe) static var controlled: Shared!

  static func made(by once: () -> Shared) -> Shared {
    let shared = Shared()
    shared.number = 1
    pthread_setspecific(key, Unmanaged.passRetained(shared).toOpaque())
    return once()
  }
}

let orderedThreads = [
  Property("ordered-by-start-and-join") { test in
    let shared = Shared()
    shared.number = 1
    let worker = test.start("worker") { shared.number += 1 }
    worker.join()
    test.expectEqual(shared.number, 2, "the number")
  },
  Property("ordered-by-start-of-the-second") { test in
    let shared = Shared()
    let other = test.start("other") {}
    shared.number = 1
    let worker = test.start("worker") { shared.number += 1 }
    worker.join()
    other.join()
  },
  Property("stack-used-again") { test in
    for _ in 1...2 {
      Thread {
        var number = 0
        withUnsafeMutablePointer(to: &number) { pointer in
          let place = pointer
          thread { place.pointee += 1 }.wait()
          place.pointee += 1
        }
      }.start()
      Thread.sleep(forTimeInterval: 1)
    }
  },
  Property("ordered-by-asking-for-the-end") { test in
    let shared = Shared()
    let worker = test.start("worker") { shared.number += 1 }
    while !worker.hasEnded { Thread.sleep(forTimeInterval: 1) }
    test.expectEqual(shared.number, 1, "the number")
  },
  Property("ordered-by-pauses") { test in
    let shared = Shared()
    let worker = test.start("worker") {
      for _ in 1...2 {
        shared.number += 1
        Thread.sleep(forTimeInterval: 2)
      }
    }
    test.pause(seconds: 1)
    test.expectEqual(shared.number, 1, "the number")
    test.pause(seconds: 2)
    test.expectEqual(shared.number, 2, "the number")
    worker.join()
  },
  Property("made-once-by-either") { test in
    func work() { look(Once.made { Once.value }.number) }
    twice(test, work, work)
  },
  Property("made-once-in-c-by-either") { test in
    func work() {
      let shared = Once.made {
        pthread_once(&Once.control) { Once.controlled = Once.own }
        return Once.controlled
      }
      look(shared.number)
    }
    twice(test, work, work)
  },
  Property("bytes-of-one-word") { test in
    let shared = Shared()
    twice(test, { shared.flags.0 = true }, { shared.flags.1 = true })
    test.expect(shared.flags == (true, true), "the flags are \(shared.flags)")
  },
  Property("readers-together") { test in
    let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)
    pthread_rwlock_init(lock, nil)
    let shared = Shared()
    test.together { threads in
      for n in 1...2 {
        threads.add("reader-\(n)") {
          pthread_rwlock_rdlock(lock)
          look(shared.number)
          pthread_rwlock_unlock(lock)
        }
      }
      threads.add("writer") {
        pthread_rwlock_wrlock(lock)
        shared.number += 1
        pthread_rwlock_unlock(lock)
      }
    }
  },
  Property("handed-over-by-condition") { test in
    let condition = NSCondition()
    let shared = Shared()
    twice(
      test,
      {
        shared.number = 7
        condition.lock()
        shared.flags.0 = true
        condition.signal()
        condition.unlock()
      },
      {
        condition.lock()
        while !shared.flags.0 { condition.wait() }
        condition.unlock()
        test.expectEqual(shared.number, 7, "the number")
      })
  },
  Property("handed-over-by-semaphore") { test in
    let full = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    sem_init(full, 0, 0)
    let shared = Shared()
    twice(
      test,
      {
        shared.number = 7
        sem_post(full)
      },
      {
        sem_wait(full)
        test.expectEqual(shared.number, 7, "the number")
      })
  },
  Property("handed-over-by-barrier") { test in
    let barrier = UnsafeMutablePointer<pthread_barrier_t>.allocate(capacity: 1)
    pthread_barrier_init(barrier, nil, 2)
    let shared = Shared()
    twice(
      test,
      {
        shared.number = 1
        pthread_barrier_wait(barrier)
        test.expectEqual(shared.other, 2, "the other's number")
      },
      {
        shared.other = 2
        pthread_barrier_wait(barrier)
        test.expectEqual(shared.number, 1, "the first's number")
      })
  },
  Property("published-by-atomic") { test in
    let shared = Shared()
    let count = SynchronizedCount()
    twice(
      test,
      {
        shared.number = 7
        count.atomic.store(1, ordering: .releasing)
      },
      {
        if count.atomic.load(ordering: .acquiring) == 1 { test.expectEqual(shared.number, 7, "the number") }
      })
  },
  Property("published-by-counting") { test in
    let shared = Shared()
    let count = SynchronizedCount()
    twice(
      test,
      {
        shared.number = 7
        count.atomic.add(1, ordering: .releasing)
      },
      {
        if count.atomic.load(ordering: .acquiring) == 1 { test.expectEqual(shared.number, 7, "the number") }
      })
  },
  Property("pages-mapped-again") { test in
    func work() {
      let page = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
      page.assumingMemoryBound(to: Int.self).pointee = 1
      munmap(page, 4096)
    }
    twice(test, work, work)
  },
  Property("behind-a-mutex") { test in
    let shared = Shared()
    let count = SynchronizedCount()
    func work() {
      for _ in 1...2 {
        count.mutex.withLock {
          $0 += 1
          shared.list.append($0)
        }
      }
    }
    test.together { threads in
      for n in 1...3 { threads.add("worker-\(n)", work) }
    }
    test.expectEqual(shared.list, Array(1...6), "the list")
  },
  Property("collected-and-read") { test in
    let collected = Collected<Shared>()
    twice(
      test,
      {
        let shared = Shared()
        shared.number = 7
        collected.add(shared)
      },
      {
        // No loop: its iterator would order the two by the list's own storage.
        let all = collected.values
        if !all.isEmpty { test.expectEqual(all[0].number, 7, "the number") }
      })
  },
  Property("published-by-exchange") { test in
    let count = SynchronizedCount()
    let shared = Shared()
    func work() {
      let (mine, _) = count.atomic.compareExchange(expected: 0, desired: 1, ordering: .acquiringAndReleasing)
      if mine {
        shared.list.append(1)
        count.atomic.store(2, ordering: .releasing)
      } else if count.atomic.load(ordering: .acquiring) == 2 {
        look(shared.list.count)
      }
    }
    twice(test, work, work)
  },
  Property("lazy-behind-a-lock") { test in
    let shared = Shared()
    let lock = NSRecursiveLock()
    func work() {
      lock.lock()
      lock.withLock { look(shared.late) }
      lock.unlock()
    }
    twice(test, work, work)
  },
]
