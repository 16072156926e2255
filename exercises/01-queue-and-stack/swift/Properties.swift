// What must hold of FIFOQueue and LIFOStack. Each put adds the next number: 1, 2, 3, …

import Workbook

let properties = [
  Property("queue-follows-the-model") { test in
    var queue = FIFOQueue<Int>()
    var model: [Int] = []
    var next = 1
    for step in test.array("steps", of: ["put", "get"], count: 1...8) {
      if step == "put" {
        test.operation("put(\(next))") { queue.put(next) }
        model.append(next)
        next += 1
      } else if !model.isEmpty {
        let item = try test.operation("get()") { try queue.get() }
        test.expectEqual(item, model.removeFirst(), "the item that get() took from the queue")
      }
      test.expectEqual(queue.count, model.count, "the queue's count after \(step)")
      test.expectEqual(queue.isEmpty, model.isEmpty, "the queue's isEmpty after \(step)")
    }
  },

  Property("stack-follows-the-model") { test in
    var stack = LIFOStack<Int>()
    var model: [Int] = []
    var next = 1
    for step in test.array("steps", of: ["put", "get"], count: 1...8) {
      if step == "put" {
        test.operation("put(\(next))") { stack.put(next) }
        model.append(next)
        next += 1
      } else if !model.isEmpty {
        let item = try test.operation("get()") { try stack.get() }
        test.expectEqual(item, model.removeLast(), "the item that get() took from the stack")
      }
      test.expectEqual(stack.count, model.count, "the stack's count after \(step)")
      test.expectEqual(stack.isEmpty, model.isEmpty, "the stack's isEmpty after \(step)")
    }
  },

  Property("empty-get-throws") { test in
    let items = Array(1...test.int("items", in: 1...3))
    let emptyGets = test.int("gets on empty", in: 1...2)

    var queue = FIFOQueue<Int>()
    for round in 1...2 {
      for item in items { test.operation("queue.put(\(item))") { queue.put(item) } }
      for _ in items { try test.operation("queue.get()") { try queue.get() } }
      for _ in 1...emptyGets {
        test.expectThrows(QueueError.empty, "get() on the empty queue") { try queue.get() }
        test.expectEqual(queue.count, 0, "the queue's count after get() threw, round \(round)")
      }
    }

    var stack = LIFOStack<Int>()
    for round in 1...2 {
      for item in items { test.operation("stack.put(\(item))") { stack.put(item) } }
      for _ in items { try test.operation("stack.get()") { try stack.get() } }
      for _ in 1...emptyGets {
        test.expectThrows(QueueError.empty, "get() on the empty stack") { try stack.get() }
        test.expectEqual(stack.count, 0, "the stack's count after get() threw, round \(round)")
      }
    }
  },

  Property("copies-are-independent") { test in
    let items = Array(1...test.int("items", in: 1...3))
    let step = test.element("step on the copy", of: ["put", "get"])

    var queue = FIFOQueue<Int>()
    for item in items { test.operation("queue.put(\(item))") { queue.put(item) } }
    var queueCopy = queue
    if step == "put" {
      test.operation("copy.put(99)") { queueCopy.put(99) }
    } else {
      try test.operation("copy.get()") { try queueCopy.get() }
    }
    test.expectEqual(queue.count, items.count, "the first queue's count after a \(step) on its copy")
    let fromQueue = try items.map { _ in try test.operation("queue.get()") { try queue.get() } }
    test.expectEqual(fromQueue, items, "what the first queue gave after a \(step) on its copy")
    test.expectEqual(
      queueCopy.count, items.count + (step == "put" ? 1 : -1), "the copy's count after the first queue was emptied")

    var stack = LIFOStack<Int>()
    for item in items { test.operation("stack.put(\(item))") { stack.put(item) } }
    var stackCopy = stack
    if step == "put" {
      test.operation("copy.put(99)") { stackCopy.put(99) }
    } else {
      try test.operation("copy.get()") { try stackCopy.get() }
    }
    test.expectEqual(stack.count, items.count, "the first stack's count after a \(step) on its copy")
    let fromStack = try items.map { _ in try test.operation("stack.get()") { try stack.get() } }
    test.expectEqual(fromStack, items.reversed(), "what the first stack gave after a \(step) on its copy")
    test.expectEqual(
      stackCopy.count, items.count + (step == "put" ? 1 : -1), "the copy's count after the first stack was emptied")
  },
]
