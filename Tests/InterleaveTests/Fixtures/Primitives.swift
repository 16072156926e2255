// Properties over every primitive that threads wait with: most hold on all schedules.

import Dispatch
import Foundation
import Synchronization
import Workbook

@_cdecl("workbook_properties") public func _workbookProperties() -> UnsafeMutableRawPointer {
  Workbook.exportProperties(
    properties + deadlocks + [wrongWaiter] + races + endings + meetings + robustness + futexes + namedSemaphores
      + c11Threads + earlyWakeups + processes + processMistakes + dispatchQueues
      + tasks + counters + fixedSources + refusedSources + environmentUses
      + uncontrolledSources
      + orderedThreads + orderedReferences + orderedCollections + orderedQueues + orderedTasks + racing + bounds
      + counts + histories + corpus)
}

final class Cell<Value> {
  var value: Value
  init(_ value: Value) { self.value = value }
}

/// Runs `body` in three threads, five times each, and expects that no increment was lost.
func expectAllCounted(_ test: Execution, _ increment: @escaping (Cell<Int>) -> Void) {
  let cell = Cell(0)
  test.together { threads in
    for n in 1...3 { threads.add("worker-\(n)") { for _ in 1...5 { increment(cell) } } }
  }
  test.expectEqual(cell.value, 15, "the count")
}

final class SynchronizedCount: Sendable {
  let mutex = Synchronization.Mutex(0)
  let atomic = Atomic<Int>(0)

  var value: Int { mutex.withLock { $0 } }
  func increment() { mutex.withLock { $0 += 1 } }
  func decrement() { mutex.withLock { $0 -= 1 } }
}

let lazilyMade: Cell<Int> = {
  Thread.sleep(forTimeInterval: 1)
  return Cell(7)
}()

let properties = [
  Property("nslock") { test in
    let lock = NSLock()
    expectAllCounted(test) { cell in
      lock.lock()
      cell.value += 1
      lock.unlock()
    }
  },
  Property("nsrecursivelock") { test in
    let lock = NSRecursiveLock()
    expectAllCounted(test) { cell in
      lock.lock()
      lock.lock()
      cell.value += 1
      lock.unlock()
      lock.unlock()
    }
  },
  Property("pthread-mutex-static") { test in
    let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    expectAllCounted(test) { cell in
      pthread_mutex_lock(mutex)
      cell.value += 1
      pthread_mutex_unlock(mutex)
    }
  },
  Property("rwlock") { test in
    let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)
    pthread_rwlock_init(lock, nil)
    expectAllCounted(test) { cell in
      pthread_rwlock_wrlock(lock)
      cell.value += 1
      pthread_rwlock_unlock(lock)
      pthread_rwlock_rdlock(lock)
      _ = cell.value
      pthread_rwlock_unlock(lock)
    }
  },
  Property("spinlock") { test in
    let lock = UnsafeMutablePointer<pthread_spinlock_t>.allocate(capacity: 1)
    pthread_spin_init(lock, 0)
    expectAllCounted(test) { cell in
      pthread_spin_lock(lock)
      cell.value += 1
      pthread_spin_unlock(lock)
    }
  },
  Property("dispatch-semaphore") { test in
    let semaphore = DispatchSemaphore(value: 1)
    expectAllCounted(test) { cell in
      semaphore.wait()
      cell.value += 1
      semaphore.signal()
    }
  },
  Property("posix-semaphore") { test in
    let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    sem_init(semaphore, 0, 1)
    expectAllCounted(test) { cell in
      sem_wait(semaphore)
      cell.value += 1
      sem_post(semaphore)
    }
  },
  Property("synchronization-mutex") { test in
    let count = SynchronizedCount()
    expectAllCounted(test) { cell in count.mutex.withLock { _ in cell.value += 1 } }
  },
  Property("atomic") { test in
    let count = SynchronizedCount()
    expectAllCounted(test) { cell in
      if count.atomic.add(1, ordering: .relaxed).newValue == 15 { cell.value = 15 }
    }
  },
  Property("serial-queue") { test in
    let queue = DispatchQueue(label: "serial")
    expectAllCounted(test) { cell in queue.sync { cell.value += 1 } }
  },
  Property("dispatch-group") { test in
    let group = DispatchGroup()
    let count = SynchronizedCount()
    for _ in 1...4 { DispatchQueue.global().async(group: group) { count.mutex.withLock { $0 += 1 } } }
    group.wait()
    test.expectEqual(count.mutex.withLock { $0 }, 4, "blocks run")
  },
  Property("concurrent-perform") { test in
    let count = SynchronizedCount()
    DispatchQueue.concurrentPerform(iterations: 6) { _ in count.mutex.withLock { $0 += 1 } }
    test.expectEqual(count.mutex.withLock { $0 }, 6, "iterations run")
  },
  Property("foundation-thread") { test in
    let condition = NSCondition()
    var done = 0
    for n in 1...3 {
      let thread = Thread {
        Thread.sleep(forTimeInterval: Double(n))
        condition.lock()
        done += 1
        condition.broadcast()
        condition.unlock()
      }
      thread.name = "student-\(n)"
      thread.start()
    }
    condition.lock()
    while done < 3 { condition.wait() }
    condition.unlock()
    test.expect(test.now >= 3 && test.now < 3.01, "the longest sleep is the whole time, not \(test.now)")
  },
  Property("condition-times-out") { test in
    let condition = NSCondition()
    condition.lock()
    let woken = condition.wait(until: Date(timeIntervalSinceNow: 2))
    condition.unlock()
    test.expect(!woken, "nobody signalled")
    test.expect(abs(test.now - 2) < 0.001, "the wait took \(test.now) s")
  },
  Property("semaphore-times-out") { test in
    let semaphore = DispatchSemaphore(value: 0)
    test.expect(semaphore.wait(timeout: .now() + 3) == .timedOut, "nobody signalled")
    test.expect(abs(test.now - 3) < 0.001, "the wait took \(test.now) s")
  },
  Property("lazy-global-is-made-once") { test in
    test.together { threads in
      for n in 1...3 { threads.add("reader-\(n)") { test.expectEqual(lazilyMade.value, 7, "the global") } }
    }
    test.expect(test.now < 1.01, "made more than once: \(test.now) s")
  },
  Property("try-lock") { test in
    let lock = NSLock()
    var skipped = 0
    let cell = Cell(0)
    test.together { threads in
      for n in 1...2 {
        threads.add("worker-\(n)") {
          if lock.try() {
            cell.value += 1
            lock.unlock()
          }
        }
      }
    }
    skipped = 2 - cell.value
    test.expect(skipped < 2, "both were refused")
  },
  Property("errors-of-mutex-types") { test in
    let attributes = UnsafeMutablePointer<pthread_mutexattr_t>.allocate(capacity: 1)
    let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    pthread_mutexattr_init(attributes)
    pthread_mutexattr_settype(attributes, Int32(PTHREAD_MUTEX_ERRORCHECK))
    pthread_mutex_init(mutex, attributes)
    test.expectEqual(pthread_mutex_unlock(mutex), EPERM, "unlocking an unlocked mutex")
    test.expectEqual(pthread_mutex_lock(mutex), 0, "the first lock")
    test.expectEqual(pthread_mutex_lock(mutex), EDEADLK, "the second lock")
    test.expectEqual(pthread_mutex_trylock(mutex), EBUSY, "a try")
    var soon = timespec()
    clock_gettime(CLOCK_REALTIME, &soon)
    soon.tv_sec += 1
    test.start("other") { test.expectEqual(pthread_mutex_timedlock(mutex, &soon), ETIMEDOUT, "a timed lock") }.join()
    test.expect(abs(test.now - 1) < 0.001, "the timed lock took \(test.now) s")
    test.expectEqual(pthread_mutex_unlock(mutex), 0, "the unlock")
  },
  Property("thread-locals-end-before-join") { test in
    let key = UnsafeMutablePointer<pthread_key_t>.allocate(capacity: 1)
    let ended = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    ended.pointee = 0
    pthread_key_create(key) { value in
      usleep(1000)
      value!.assumingMemoryBound(to: Int32.self).pointee = 1
    }
    test.start("owner") { pthread_setspecific(key.pointee, ended) }.join()
    test.expectEqual(ended.pointee, 1, "destructors run")
  },
  Property("detached-threads") { test in
    let semaphore = DispatchSemaphore(value: 0)
    for _ in 1...5 { Thread.detachNewThread { semaphore.signal() } }
    for _ in 1...5 { semaphore.wait() }
  },
  Property("signal-wakes-any-waiter") { test in
    let condition = NSCondition()
    let first = Cell(0)
    for n in 1...3 {
      test.start("waiter-\(n)") {
        condition.lock()
        condition.wait()
        if first.value == 0 { first.value = n }
        condition.unlock()
      }
    }
    test.settle()
    condition.signal()
    test.settle()
    test.expect((1...3).contains(first.value), "the signal woke nobody")
    test.note("woke \(first.value)")
    condition.broadcast()
  },
  Property("every-sleep-takes-time") { test in
    let before = test.now
    usleep(0)
    test.expect(test.now > before, "a sleep of nothing took no time")
  },
  Property("clocks-are-virtual") { test in
    let before = Date()
    Thread.sleep(forTimeInterval: 3600)
    let passed = Date().timeIntervalSince(before)
    test.expect(abs(passed - 3600) < 0.001, "an hour took \(passed) s")
  },
  Property("random-is-fixed") { test in
    test.note("\((1...3).map { _ in Int.random(in: 0...999) })")
    test.note("\(UInt64.random(in: 0 ... .max))")
  },
  Property("printing-is-kept") { _ in print("hello") },
  Property("polling-ends") { test in
    let cell = Cell(false)
    test.together { threads in
      threads.add("poller") { while !cell.value { sched_yield() } }
      threads.add("setter") {
        test.pause(seconds: 5)
        cell.value = true
      }
    }
  },
]

let deadlocks = [
  Property("lock-order") { test in
    let (left, right) = (NSLock(), NSLock())
    test.together { threads in
      threads.add("left-first") {
        left.lock()
        right.lock()
        right.unlock()
        left.unlock()
      }
      threads.add("right-first") {
        right.lock()
        left.lock()
        left.unlock()
        right.unlock()
      }
    }
  },
  Property("locks-itself") { _ in
    let lock = NSLock()
    lock.lock()
    lock.lock()
  },
  Property("idle-pool-does-not-hide-it") { test in
    let semaphore = DispatchSemaphore(value: 0)
    DispatchQueue.global().async {}
    test.pause(seconds: 1)
    semaphore.wait()
  },
]

let wrongWaiter = Property("wakes-the-wrong-waiter") { test in
  // One condition for two predicates, with `signal`: a putter can wake a putter.
  let condition = NSCondition()
  var items = 0
  test.together { threads in
    for n in 1...2 {
      threads.add("putter-\(n)") {
        for _ in 1...2 {
          condition.lock()
          while items == 1 { condition.wait() }
          items += 1
          condition.signal()
          condition.unlock()
        }
      }
      threads.add("taker-\(n)") {
        for _ in 1...2 {
          condition.lock()
          while items == 0 { condition.wait() }
          items -= 1
          condition.signal()
          condition.unlock()
        }
      }
    }
  }
}

let races = [
  Property("lost-update") { test in expectAllCounted(test) { cell in cell.value += 1 } },
  Property("if-for-while") { test in
    let condition = NSCondition()
    var items = 0
    test.together { threads in
      for n in 1...2 {
        threads.add("taker-\(n)") {
          condition.lock()
          if items == 0 { condition.wait() }
          items -= 1
          test.expect(items >= 0, "took from nothing")
          condition.unlock()
        }
      }
      threads.add("putter") {
        for _ in 1...2 {
          condition.lock()
          items += 1
          condition.broadcast()
          condition.unlock()
        }
      }
    }
  },
  Property("polls-for-ever") { test in
    let cell = Cell(false)
    test.together { threads in
      for n in 1...2 { threads.add("poller-\(n)") { while !cell.value { sched_yield() } } }
    }
  },
]

struct Refused: Error {}

let endings = [
  Property("throws") { _ in throw Refused() },
  Property("exits") { _ in exit(3) },
  Property("crashes") { _ in
    let empty: [Int] = []
    print(empty[0])
  },
  Property("loops") { test in
    var x = test.int("x", in: 1...2)
    while x > 0 { x = x % 7 + 1 }
  },
  Property("sleeps-for-ever") { test in while true { Thread.sleep(forTimeInterval: 1000) } },
  Property("allocates") { _ in
    var blocks: [[UInt8]] = []
    while true { blocks.append([UInt8](repeating: 1, count: 1 << 20)) }
  },
  Property("starts-threads") { test in
    let lock = NSLock()
    lock.lock()
    while true { Thread { lock.lock() }.start() }
  },
  Property("prints") { _ in while true { print(String(repeating: "x", count: 1000)) } },
  Property("kills-itself") { _ in kill(getpid(), SIGTERM) },
  Property("kills-its-parent") { test in
    for process in [getppid(), 0, -1, 1] {
      test.expectEqual(kill(process, SIGKILL), -1, "killing \(process)")
    }
    throw Refused()
  },
  Property("exits-past-the-engine") { _ in
    let library = dlopen("libc.so.6", RTLD_NOW)
    unsafeBitCast(dlsym(library, "_exit"), to: (@convention(c) (Int32) -> Void).self)(5)
  },
  Property("writes-a-large-file") { _ in
    let file = tmpfile()
    while true { fputs("more and more and more\n", file) }
  },
  Property("opens-a-socket") { _ in
    _ = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
  },
]
