import Workbook

let properties = [
  Property("starts-at-zero") { run in
    run.expectEqual(Counter().value, 0, "the value of a new counter")
  },
  Property("counts-every-increment") { run in
    let threads = run.int("threads", in: 1...4)
    let counter = Counter()
    run.together { together in
      for number in 1...threads {
        together.add("thread-\(number)") { run.operation("increment()") { counter.increment() } }
      }
    }
    run.expectEqual(counter.value, threads, "the value after \(threads) increments")
  },
]
