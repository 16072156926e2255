// What must hold of Mutex and Counter, on every schedule.

import Workbook

let properties = [
  Property("counter-reaches-zero") { test in
    let threads = test.element("threads", of: [1, 2, 3, 4, 5, 6, 7, 8, 9, 100])
    let isObserved = test.bool("a thread reads it meanwhile")
    let counter = Counter(threads)
    test.together { started in
      for n in 1...threads { started.add("thread-\(n)") { counter.decrement() } }
      guard isObserved else { return }
      started.add("observer") {
        let seen = counter.value
        test.expect((0...threads).contains(seen), "the counter stood at \(seen) in between")
      }
    }
    test.expectEqual(counter.value, 0, "the counter after \(threads) threads counted it down from \(threads)")
  },

  Property("mutual-exclusion") { test in
    let threads = test.int("threads", in: 2...3)
    let rounds = test.int("rounds", in: 1...2)
    let ways = ["acquire()", "acquire(timeout: 10)", "withLock"]
    let way = (1...threads).map { n in test.element("thread-\(n) takes it by", of: ways) }
    let mutex = Mutex()
    var inside = 0

    // Nothing but the mutex keeps `inside` from being changed by two threads at once.
    let critical = {
      inside += 1
      test.expect(inside == 1, "\(inside) threads held the mutex at the same time")
      test.pause(seconds: 0.1)
      test.expect(inside == 1, "\(inside) threads held the mutex at the same time")
      inside -= 1
    }
    test.together { started in
      for n in 1...threads {
        started.add("thread-\(n)") {
          for _ in 1...rounds {
            switch way[n - 1] {
            case "acquire()":
              test.operation("acquire()") { mutex.acquire() }
              critical()
              try test.operation("release()") { try mutex.release() }
            case "acquire(timeout: 10)":
              let taken = test.operation("acquire(timeout: 10)") { mutex.acquire(timeout: 10) }
              test.expect(taken, "acquire(timeout: 10) gave up although nobody held the mutex for that long")
              critical()
              try test.operation("release()") { try mutex.release() }
            default:
              test.operation("withLock") { mutex.withLock { critical() } }
            }
          }
        }
      }
    }
  },

  Property("release-needs-acquire") { test in
    let mutex = Mutex()
    test.expectThrows(MutexError.notHeld, "release() of a mutex that nobody holds") { try mutex.release() }

    test.operation("acquire()") { mutex.acquire() }
    let stranger = test.start("stranger") {
      test.expectThrows(MutexError.notHeld, "release() by a thread that does not hold the mutex") {
        try test.operation("release()") { try mutex.release() }
      }
      let taken = test.operation("acquire(timeout: 1)") { mutex.acquire(timeout: 1) }
      test.expect(!taken, "a thread took the mutex although another held it")
    }
    stranger.join()

    try test.operation("release()") { try mutex.release() }
    test.expectThrows(MutexError.notHeld, "the second release() after one acquire()") { try mutex.release() }
  },

  Property("with-lock-releases-on-throw") { test in
    struct Failure: Error, Equatable {}
    let mutex = Mutex()
    let throwing = test.bool("the body throws")

    let worker = test.start("worker") {
      let body = {
        test.pause(seconds: 1)
        if throwing { throw Failure() }
        return 42
      }
      if throwing {
        test.expectThrows(Failure(), "withLock with a body that throws") {
          try test.operation("withLock") { try mutex.withLock(body) }
        }
      } else {
        let result = try test.operation("withLock") { try mutex.withLock(body) }
        test.expectEqual(result, 42, "the result of withLock with a body that returns 42")
      }
    }
    test.settle()
    let early = test.operation("acquire(timeout: 0.5)") { mutex.acquire(timeout: 0.5) }
    test.expect(!early, "the mutex was free while the body of withLock ran")
    worker.join()

    let late = test.operation("acquire(timeout: 1)") { mutex.acquire(timeout: 1) }
    test.expect(late, "the mutex was still held after the body of withLock had \(throwing ? "thrown" : "returned")")
    try test.operation("release()") { try mutex.release() }
  },

  Property("timed-acquire-expires-on-time") { test in
    let timeout = test.element("timeout", of: [0.5, 2.0])
    let meanwhile = test.element("the holder", of: ["holds on", "releases", "releases and acquires again"])
    let mutex = Mutex()
    test.operation("acquire()") { mutex.acquire() }

    let waiter = test.start("waiter") {
      let began = test.now
      let taken = test.operation("acquire(timeout: \(timeout))") { mutex.acquire(timeout: timeout) }
      let waited = ((test.now - began) * 1000).rounded() / 1000
      let due = taken ? timeout / 2 : timeout
      let ended = taken ? "took the mutex" : "gave up"
      test.expect(!taken || meanwhile != "holds on", "acquire(timeout: \(timeout)) took a mutex that was held")
      test.expect(waited >= due, "acquire(timeout: \(timeout)) \(ended) after \(waited) s, not after \(due) s")
      test.expect(waited <= due + 0.01, "acquire(timeout: \(timeout)) \(ended) after \(waited) s, not after \(due) s")
      if taken { try test.operation("release()") { try mutex.release() } }
    }
    test.pause(seconds: timeout / 2)
    if meanwhile != "holds on" { try test.operation("release()") { try mutex.release() } }
    if meanwhile == "releases and acquires again" { test.operation("acquire()") { mutex.acquire() } }
    test.pause(seconds: timeout + 10)
    test.expect(waiter.hasEnded, "acquire(timeout: \(timeout)) still waited \(timeout * 1.5 + 10) s after its call")
    if meanwhile != "releases" { try test.operation("release()") { try mutex.release() } }
  },

  Property("every-waiter-is-woken") { test in
    let patient = test.int("threads that wait without a limit", in: 1...3)
    let impatient = test.int("threads that wait for 1 s", in: 0...1)
    let hold = test.element("seconds the mutex is held", of: [0.5, 1.0, 1.5])
    let mutex = Mutex()
    test.operation("acquire()") { mutex.acquire() }

    let waiters =
      (0..<impatient).map { n in
        test.start("impatient-\(n + 1)") {
          if test.operation("acquire(timeout: 1)", { mutex.acquire(timeout: 1) }) { try mutex.release() }
        }
      }
      + (1...patient).map { n in
        test.start("patient-\(n)") {
          test.operation("acquire()") { mutex.acquire() }
          try test.operation("release()") { try mutex.release() }
        }
      }
    test.pause(seconds: hold)
    test.expect(!waiters.last!.hasEnded, "acquire() returned although another thread held the mutex")
    try test.operation("release()") { try mutex.release() }
    test.pause(seconds: 10)
    let left = waiters.filter { !$0.hasEnded }.count
    test.expectEqual(left, 0, "threads that still waited 10 s after the mutex had become free")
  },

  Property("waits-without-spinning") { test in
    let call = test.element("call", of: ["acquire()", "acquire(timeout: 20)"])
    let mutex = Mutex()
    test.operation("acquire()") { mutex.acquire() }

    let waiter = test.start("waiter") {
      test.operation(call) {
        if call == "acquire()" { mutex.acquire() } else { _ = mutex.acquire(timeout: 20) }
      }
    }
    test.settle()
    let before = waiter.steps
    test.pause(seconds: 10)
    let taken = waiter.steps - before
    test.expect(!waiter.hasEnded, "\(call) returned although another thread held the mutex")
    test.expect(taken < 100, "\(call) took \(taken) steps in the 10 s it had to wait")
  },
]
