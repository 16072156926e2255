// What must hold of BoundedQueue, on every schedule.

import Workbook

let properties = [
  Property("never-exceeds-maxsize") { test in
    let maxsize = test.int("maxsize", in: 1...2)
    let queue = BoundedQueue<Int>(maxsize: maxsize)

    let producers = (1...test.int("producers", in: 2...4)).map { n in
      test.start("producer-\(n)") { try test.operation("put(\(n))") { try queue.put(n) } }
    }
    let consumers = (0..<test.int("consumers", in: 0...1)).map { n in
      test.start("consumer-\(n + 1)") { _ = try test.operation("get()") { try queue.get() } }
    }
    test.pause(seconds: 1)

    let held = producers.filter(\.hasEnded).count - consumers.filter(\.hasEnded).count
    test.expect(held <= maxsize, "BoundedQueue(maxsize: \(maxsize)) held \(held) items")
    test.expectEqual(queue.count, held, "the count of a queue that held \(held)")
    test.expectEqual(
      queue.isFull, held == maxsize, "isFull of a BoundedQueue(maxsize: \(maxsize)) that held \(held)")
  },

  Property("first-in-first-out") { test in
    let queue = BoundedQueue<Int>(maxsize: test.int("maxsize", in: 1...3))
    let items = Array(1...test.int("items", in: 1...4))
    let taken = Collected<Int>()

    test.together { threads in
      threads.add("producer") {
        for item in items { try test.operation("put(\(item))") { try queue.put(item) } }
      }
      threads.add("consumer") {
        for _ in items { taken.add(try test.operation("get()") { try queue.get() }) }
      }
    }
    test.expectEqual(taken.values, items, "the items in the order in which they came out")
  },

  Property("put-waits-while-full") { test in
    let maxsize = test.int("maxsize", in: 1...2)
    let queue = BoundedQueue<Int>(maxsize: maxsize)
    for n in 1...maxsize { try test.operation("put(\(n))") { try queue.put(n) } }

    let producer = test.start("producer") {
      try test.operation("put(\(maxsize + 1))") { try queue.put(maxsize + 1) }
    }
    test.pause(seconds: 10)
    test.expect(!producer.hasEnded, "put(\(maxsize + 1)) returned although BoundedQueue(maxsize: \(maxsize)) was full")

    try test.operation("get()") { try queue.get() }
    test.pause(seconds: 1)
    test.expect(producer.hasEnded, "put(\(maxsize + 1)) still waited a second after get() had made room")
  },

  Property("get-waits-while-empty") { test in
    let queue = BoundedQueue<Int>(maxsize: test.int("maxsize", in: 1...2))
    let consumers = (1...test.int("consumers", in: 1...2)).map { n in
      test.start("consumer-\(n)") { _ = try test.operation("get()") { try queue.get() } }
    }
    test.pause(seconds: 10)
    test.expectEqual(consumers.filter(\.hasEnded).count, 0, "consumers that returned from get() before any put")

    for n in 1...consumers.count {
      try test.operation("put(\(n))") { try queue.put(n) }
      test.pause(seconds: 1)
      test.expectEqual(consumers.filter(\.hasEnded).count, n, "consumers that returned from get() after put(\(n))")
    }
  },

  Property("nowait-never-waits") { test in
    let maxsize = test.int("maxsize", in: 1...2)
    let call = test.element("call", of: ["getNowait", "putNowait"])
    let held = test.int("items held before", in: 0...maxsize)
    let callers = test.int("callers", in: 1...3)
    let queue = BoundedQueue<Int>(maxsize: maxsize)
    for n in 0..<held { try test.operation("put(\(n))") { try queue.put(n) } }

    let succeeded = Collected<Int>()
    test.together { threads in
      for n in 1...callers {
        threads.add("caller-\(n)") {
          let began = test.now
          do {
            if call == "getNowait" {
              try test.operation("getNowait()") { try queue.getNowait() }
            } else {
              try test.operation("putNowait(\(n))") { try queue.putNowait(n) }
            }
            succeeded.add(n)
          } catch let error as QueueError {
            test.expectEqual(error, call == "getNowait" ? .empty : .full, "the error that \(call) threw")
          }
          let waited = test.now - began
          test.expect(waited < 0.001, "\(call) waited for \(waited) s")
        }
      }
    }
    let possible = call == "getNowait" ? held : maxsize - held
    test.expectEqual(
      succeeded.values.count, min(callers, possible),
      "how many of \(callers) × \(call) succeeded on a BoundedQueue(maxsize: \(maxsize)) that held \(held)")
  },

  Property("timeout-expires-on-time") { test in
    let call = test.element("call", of: ["get", "put"])
    let timeout = test.element("timeout", of: [0.5, 2.0])
    let meanwhile = test.element("meanwhile", of: ["nothing", "what it waits for", "the same, then taken away"])
    let queue = BoundedQueue<Int>(maxsize: 1)
    if call == "put" { try test.operation("put(0)") { try queue.put(0) } }

    let waiter = test.start("waiter") {
      let began = test.now
      var expired = false
      do {
        if call == "get" {
          try test.operation("get(timeout: \(timeout))") { try queue.get(timeout: timeout) }
        } else {
          try test.operation("put(9, timeout: \(timeout))") { try queue.put(9, timeout: timeout) }
        }
      } catch let error as QueueError {
        test.expectEqual(error, call == "get" ? .empty : .full, "the error that \(call)(timeout: \(timeout)) threw")
        expired = true
      }
      let waited = ((test.now - began) * 1000).rounded() / 1000
      let due = expired ? timeout : timeout / 2
      let ended = expired ? "gave up" : "returned"
      test.expect(expired || meanwhile != "nothing", "\(call)(timeout: \(timeout)) \(ended) without what it waits for")
      test.expect(waited >= due, "\(call)(timeout: \(timeout)) \(ended) after \(waited) s, not after \(due) s")
      test.expect(waited <= due + 0.01, "\(call)(timeout: \(timeout)) \(ended) after \(waited) s, not after \(due) s")
    }
    test.pause(seconds: timeout / 2)
    switch (call, meanwhile) {
    case ("get", "what it waits for"):
      try test.operation("put(1)") { try queue.put(1) }
    case ("put", "what it waits for"):
      try test.operation("get()") { try queue.get() }
    case ("get", "the same, then taken away"):
      try test.operation("put(1)") { try queue.put(1) }
      _ = try? test.operation("getNowait()") { try queue.getNowait() }
    case ("put", "the same, then taken away"):
      try test.operation("get()") { try queue.get() }
      try? test.operation("putNowait(1)") { try queue.putNowait(1) }
    default:
      break
    }
    test.pause(seconds: timeout + 10)
    test.expect(waiter.hasEnded, "\(call)(timeout: \(timeout)) still waited \(timeout * 1.5 + 10) s after its call")
  },

  Property("nothing-lost-or-duplicated") { test in
    let queue = BoundedQueue<Int>(maxsize: test.int("maxsize", in: 1...2))
    let producers = test.int("producers", in: 1...2)
    let each = test.int("items of each", in: 1...2)
    let consumers = test.int("consumers", in: 1...2)
    let total = producers * each
    let taken = Collected<Int>()

    test.together { threads in
      for p in 1...producers {
        threads.add("producer-\(p)") {
          for n in 1...each {
            let item = 10 * p + n
            try test.operation("put(\(item))") { try queue.put(item) }
          }
        }
      }
      for c in 0..<consumers {
        threads.add("consumer-\(c + 1)") {
          for _ in stride(from: c, to: total, by: consumers) {
            taken.add(try test.operation("get()") { try queue.get() })
          }
        }
      }
    }
    let put = (1...producers).flatMap { p in (1...each).map { n in 10 * p + n } }
    test.expectEqual(taken.values.sorted(), put, "all the items that were taken")
    test.expectEqual(queue.count, 0, "the count after every item was taken")
  },

  Property("linearizable") { test in
    let maxsize = test.int("maxsize", in: 1...2)
    let held = 0..<test.int("items held before", in: 0...maxsize)
    let calls = ["put", "getNowait", "count", "putNowait", "get"]
    let queue = BoundedQueue<Int>(maxsize: maxsize)

    let history = History(test, .boundedQueue(maxsize: maxsize))
    for item in held { try perform("put", item: item, on: queue, history) }
    for thread in 1...test.int("threads", in: 2...3) {
      let script = test.array("calls of thread-\(thread)", of: calls, count: 1...3)
      test.start("thread-\(thread)") {
        for (index, call) in script.enumerated() { try perform(call, item: 10 * thread + index, on: queue, history) }
      }
    }
    test.pause(seconds: 1)  // Some calls may wait for ever now: the history says so.
  },

  Property("every-waiter-is-woken") { test in
    switch test.element("waiting", of: ["producers and consumers", "consumers", "producers"]) {
    case "consumers":
      let consumers = test.int("consumers", in: 1...2)
      let call = test.element("woken by", of: ["put", "putNowait"])
      let queue = BoundedQueue<Int>(maxsize: consumers)
      let waiting = (1...consumers).map { n in
        test.start("consumer-\(n)") { _ = try test.operation("get()") { try queue.get() } }
      }
      test.settle()
      for n in 1...consumers {
        try test.operation("\(call)(\(n))") { try call == "put" ? queue.put(n) : queue.putNowait(n) }
      }
      test.pause(seconds: 1)
      let woken = waiting.filter(\.hasEnded).count
      test.expectEqual(woken, consumers, "consumers that returned from get() after \(consumers) × \(call)")

    case "producers":
      let producers = test.int("producers", in: 1...2)
      let call = test.element("woken by", of: ["get", "getNowait"])
      let queue = BoundedQueue<Int>(maxsize: producers)
      for n in 1...producers { try test.operation("put(\(n))") { try queue.put(n) } }
      let waiting = (1...producers).map { n in
        test.start("producer-\(n)") { try test.operation("put(\(10 + n))") { try queue.put(10 + n) } }
      }
      test.settle()
      for _ in 1...producers {
        try test.operation("\(call)()") { try call == "get" ? queue.get() : queue.getNowait() }
      }
      test.pause(seconds: 1)
      let woken = waiting.filter(\.hasEnded).count
      test.expectEqual(woken, producers, "producers that returned from put() after \(producers) × \(call)")

    default:
      let pairs = test.int("of each", in: 2...3)
      let queue = BoundedQueue<Int>(maxsize: 1)
      let waiting = (1...pairs).map { n in
        test.start("consumer-\(n)") { _ = try test.operation("get()") { try queue.get() } }
      }
      test.settle()
      test.together { threads in
        for n in 1...pairs {
          threads.add("producer-\(n)") { try test.operation("put(\(n))") { try queue.put(n) } }
        }
      }
      for consumer in waiting { consumer.join() }
    }
  },

  Property("waits-without-spinning") { test in
    let call = test.element("call", of: ["get()", "put(1)", "get(timeout: 20)", "put(1, timeout: 20)"])
    let queue = BoundedQueue<Int>(maxsize: 1)
    if call.hasPrefix("put") { try test.operation("put(0)") { try queue.put(0) } }

    let waiter = test.start("waiter") {
      switch call {
      case "get()": try test.operation(call) { _ = try queue.get() }
      case "put(1)": try test.operation(call) { try queue.put(1) }
      case "get(timeout: 20)": try test.operation(call) { _ = try queue.get(timeout: 20) }
      default: try test.operation(call) { try queue.put(1, timeout: 20) }
      }
    }
    test.settle()
    let before = waiter.steps
    test.pause(seconds: 10)
    let taken = waiter.steps - before
    test.expect(!waiter.hasEnded, "\(call) returned although it had to wait")
    test.expect(taken < 100, "\(call) took \(taken) steps in the 10 s it had to wait")
  },

  Property("unlimited-when-maxsize-is-zero") { test in
    let queue = BoundedQueue<Int>(maxsize: 0)
    let items = Array(1...test.int("items", in: 1...5))
    let call = test.element("call", of: ["put", "putNowait"])

    let producer = test.start("producer") {
      for item in items {
        try test.operation("\(call)(\(item))") { try call == "put" ? queue.put(item) : queue.putNowait(item) }
      }
    }
    test.pause(seconds: 10)
    test.expect(producer.hasEnded, "put waited although BoundedQueue(maxsize: 0) has no limit")
    test.expectEqual(queue.count, items.count, "the count of a BoundedQueue(maxsize: 0) after \(items.count) × \(call)")
    test.expect(!queue.isFull, "isFull was true although BoundedQueue(maxsize: 0) has no limit")
    let taken = try items.map { _ in try test.operation("getNowait()") { try queue.getNowait() } }
    test.expectEqual(taken, items, "the items in the order in which they came out")
  },
]

/// Makes the call that `name` names, as an operation of the history; the errors that a queue may throw are replies too.
private func perform(_ name: String, item: Int, on queue: BoundedQueue<Int>, _ history: History) throws {
  do {
    switch name {
    case "put": try history.operation("put(\(item))") { try queue.put(item) }
    case "get": try history.operation("get()") { try queue.get() }
    case "putNowait": try history.operation("putNowait(\(item))") { try queue.putNowait(item) }
    case "getNowait": try history.operation("getNowait()") { try queue.getNowait() }
    default: history.operation("count") { queue.count }
    }
  } catch is QueueError {}
}
