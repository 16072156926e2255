// Two accesses that nothing orders in each: those on the lines marked with the property's name.

import Dispatch
import Foundation
import Workbook

/// Counts its ends in a function of its own, because a `deinit` itself is compiled without hooks.
private final class Counted {
  private let ends: Shared
  init(_ ends: Shared) { self.ends = ends }
  deinit { count() }

  private func count() {
    ends.number += 1  // ends-while-another-reads
  }
}

/// A number, and the bytes that it is made of.
private func wordAndBytes() -> (UnsafeMutablePointer<Int>, UnsafeMutablePointer<UInt8>) {
  let word = UnsafeMutablePointer<Int>.allocate(capacity: 1)
  word.initialize(to: 0)
  return (word, UnsafeMutableRawPointer(word).assumingMemoryBound(to: UInt8.self))
}

let racing = [
  Property("write-write") { test in
    let shared = Shared()
    twice(
      test,
      { shared.number = 1 },  // write-write
      { shared.number = 2 })  // write-write
  },
  Property("read-write") { test in
    let shared = Shared()
    let lock = NSLock()
    twice(
      test,
      { lock.withLock { shared.number = 1 } },  // read-write
      { look(shared.number) })  // read-write
  },
  Property("two-locks") { test in
    let shared = Shared()
    let first = NSLock(), second = NSLock()
    twice(
      test,
      {
        first.lock()
        shared.number = 1  // two-locks
        first.unlock()
      },
      {
        second.lock()
        shared.number = 2  // two-locks
        second.unlock()
      })
  },
  Property("writes-while-reading") { test in
    let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)
    pthread_rwlock_init(lock, nil)
    let shared = Shared()
    let count = SynchronizedCount()
    twice(
      test,
      {
        pthread_rwlock_rdlock(lock)
        shared.number = 1  // writes-while-reading
        pthread_rwlock_unlock(lock)
        count.atomic.store(1, ordering: .relaxed)
      },
      {
        guard count.atomic.load(ordering: .relaxed) == 1 else { return }
        pthread_rwlock_rdlock(lock)
        look(shared.number)  // writes-while-reading
        pthread_rwlock_unlock(lock)
      })
  },
  Property("changed-in-place") { test in
    let shared = Shared()
    func change(_ number: inout Int) { number += 1 }
    twice(
      test,
      { change(&shared.number) },  // changed-in-place
      { change(&shared.number) })  // changed-in-place
  },
  Property("appends-without-lock") { test in
    let shared = Shared()
    twice(
      test,
      { shared.list.append(1) },  // appends-without-lock
      { shared.list.append(2) })  // appends-without-lock
  },
  Property("relaxed-store") { test in
    let shared = Shared()
    let count = SynchronizedCount()
    twice(
      test,
      {
        shared.number = 7  // relaxed-store
        count.atomic.store(1, ordering: .relaxed)
      },
      {
        if count.atomic.load(ordering: .acquiring) == 1 {
          look(shared.number)  // relaxed-store
        }
      })
  },
  Property("relaxed-load") { test in
    let shared = Shared()
    let count = SynchronizedCount()
    twice(
      test,
      {
        shared.number = 7  // relaxed-load
        count.atomic.store(1, ordering: .releasing)
      },
      {
        if count.atomic.load(ordering: .relaxed) == 1 {
          look(shared.number)  // relaxed-load
        }
      })
  },
  Property("released-by-another") { test in
    let shared = Shared()
    let count = SynchronizedCount()
    test.together { threads in
      threads.add("first") {
        shared.number = 7  // released-by-another
        count.atomic.store(1, ordering: .releasing)
      }
      threads.add("second") {
        if count.atomic.load(ordering: .relaxed) == 1 { count.atomic.store(2, ordering: .relaxed) }
      }
      threads.add("third") {
        if count.atomic.load(ordering: .acquiring) == 2 {
          look(shared.number)  // released-by-another
        }
      }
    }
  },
  Property("after-the-lock") { test in
    let shared = Shared()
    let count = SynchronizedCount()
    let lock = NSLock()
    twice(
      test,
      {
        lock.withLock {}
        shared.number = 1  // after-the-lock
        count.atomic.store(1, ordering: .relaxed)
      },
      {
        guard count.atomic.load(ordering: .relaxed) == 1 else { return }
        lock.withLock {}
        look(shared.number)  // after-the-lock
      })
  },
  Property("written-twice") { test in
    let shared = Shared()
    twice(
      test,
      {
        shared.number = 1  // written-twice
        shared.number = 2
      },
      { look(shared.number) })  // written-twice
  },
  Property("part-of-what-was-written") { test in
    let (word, bytes) = wordAndBytes()
    let count = SynchronizedCount()
    twice(
      test,
      {
        word.pointee = 1  // part-of-what-was-written
        bytes[0] = 2
        count.atomic.store(1, ordering: .relaxed)
      },
      {
        guard count.atomic.load(ordering: .relaxed) == 1 else { return }
        look(Int(bytes[4]))  // part-of-what-was-written
      })
  },
  Property("part-of-what-was-read") { test in
    let (word, bytes) = wordAndBytes()
    let count = SynchronizedCount()
    twice(
      test,
      {
        look(word.pointee)  // part-of-what-was-read
        look(Int(bytes[0]))
        count.atomic.store(1, ordering: .relaxed)
      },
      {
        guard count.atomic.load(ordering: .relaxed) == 1 else { return }
        bytes[4] = 2  // part-of-what-was-read
      })
  },
  Property("second-of-two-readers") { test in
    let shared = Shared()
    let ready = SynchronizedCount(), first = SynchronizedCount(), second = SynchronizedCount()
    test.together { threads in
      threads.add("first") {
        while ready.atomic.load(ordering: .relaxed) == 0 { Thread.sleep(forTimeInterval: 1) }
        look(shared.number)
        first.atomic.store(1, ordering: .releasing)
      }
      threads.add("second") {
        ready.atomic.store(1, ordering: .relaxed)
        while first.atomic.load(ordering: .relaxed) == 0 { Thread.sleep(forTimeInterval: 1) }
        look(shared.number)  // second-of-two-readers
        second.atomic.store(1, ordering: .relaxed)
      }
      threads.add("writer") {
        while second.atomic.load(ordering: .relaxed) == 0 { Thread.sleep(forTimeInterval: 1) }
        look(first.atomic.load(ordering: .acquiring))
        shared.number = 1  // second-of-two-readers
      }
    }
  },
  Property("after-an-object-at-the-same-place") { test in
    let shared = Shared()
    let count = SynchronizedCount()
    func makeAndEnd() {
      let object = Unmanaged.passRetained(Shared())
      object.retain().release()
      object.release()
    }
    twice(
      test,
      {
        shared.number = 1  // after-an-object-at-the-same-place
        makeAndEnd()
        count.atomic.store(1, ordering: .relaxed)
      },
      {
        guard count.atomic.load(ordering: .relaxed) == 1 else { return }
        makeAndEnd()
        look(shared.number)  // after-an-object-at-the-same-place
      })
  },
  Property("after-a-lock-at-the-same-place") { test in
    let shared = Shared()
    let count = SynchronizedCount()
    let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    func makeAndUse() {
      pthread_mutex_init(lock, nil)
      pthread_mutex_lock(lock)
      pthread_mutex_unlock(lock)
      pthread_mutex_destroy(lock)
    }
    twice(
      test,
      {
        shared.number = 1  // after-a-lock-at-the-same-place
        makeAndUse()
        count.atomic.store(1, ordering: .relaxed)
      },
      {
        guard count.atomic.load(ordering: .relaxed) == 1 else { return }
        makeAndUse()
        look(shared.number)  // after-a-lock-at-the-same-place
      })
  },
  Property("reads-before-the-end") { test in
    let shared = Shared()
    let done = thread {
      shared.number = 1  // reads-before-the-end
    }
    look(shared.number)  // reads-before-the-end
    done.wait()
  },
  Property("ends-while-another-reads") { test in
    let ends = Shared()
    let counted = Cell<Counted?>(Counted(ends))
    let count = SynchronizedCount()
    let other = Shared()
    let holders = (0..<2).map { _ in Cell<Shared?>(other) }
    twice(
      test,
      {
        look(ends.number)  // ends-while-another-reads
        holders[0].value = nil
        count.atomic.store(1, ordering: .relaxed)
      },
      {
        // The other has let go of something before: that says nothing about this object.
        if count.atomic.load(ordering: .relaxed) == 1 { counted.value = nil }
      })
  },
  Property("sleep-instead-of-join") { test in
    let shared = Shared()
    let worker = test.start("worker") {
      shared.number = 1  // sleep-instead-of-join
    }
    Thread.sleep(forTimeInterval: 5)
    look(shared.number)  // sleep-instead-of-join
    worker.join()
  },
  Property("concurrent-queue") { test in
    let queue = DispatchQueue(label: "concurrent", attributes: .concurrent)
    let shared = Shared()
    for _ in 1...3 {
      queue.async { shared.number += 1 }  // concurrent-queue
    }
    queue.sync(flags: .barrier) {}
  },
  Property("tasks-share-a-variable") { test in
    let shared = Shared()
    wait {
      await withTaskGroup(of: Void.self) { group in
        for _ in 1...2 {
          group.addTask { shared.number += 1 }  // tasks-share-a-variable
        }
      }
    }
  },
]
