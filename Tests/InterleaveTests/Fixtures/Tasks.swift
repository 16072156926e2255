// Programs over Swift's tasks, on the default executor.

import Dispatch
import Synchronization
import Workbook

private actor Account {
  var balance = 0
  func deposit() { balance += 1 }
  func depositSlowly() async {
    let seen = balance
    await Task.yield()
    balance = seen + 1
  }
}

/// Runs `body` in a task and waits for its end.
private func run(_ body: @escaping @Sendable () async throws -> Void) {
  let done = DispatchSemaphore(value: 0)
  Task {
    try? await body()
    done.signal()
  }
  done.wait()
}

let tasks = [
  Property("task-group") { test in
    run {
      let sum = await withTaskGroup(of: Int.self) { group in
        for n in 1...4 { group.addTask { n } }
        return await group.reduce(0, +)
      }
      test.expectEqual(sum, 10, "the sum")
    }
  },
  Property("async-let") { test in
    run {
      async let a = Task { 1 }.value
      async let b = Task { 2 }.value
      let sum = await a + b
      test.expectEqual(sum, 3, "the sum")
    }
  },
  Property("actor") { test in
    run {
      let account = Account()
      await withTaskGroup(of: Void.self) { group in
        for _ in 1...3 { group.addTask { for _ in 1...2 { await account.deposit() } } }
      }
      let balance = await account.balance
      test.expectEqual(balance, 6, "the balance")
    }
  },
  Property("actor-reentered") { test in
    run {
      let account = Account()
      await withTaskGroup(of: Void.self) { group in
        for _ in 1...3 { group.addTask { await account.depositSlowly() } }
      }
      let balance = await account.balance
      test.expectEqual(balance, 3, "the balance")
    }
  },
  Property("task-sleep") { test in
    run {
      await withTaskGroup(of: Void.self) { group in
        for seconds in 1...3 { group.addTask { try? await Task.sleep(for: .seconds(seconds)) } }
      }
      test.expect(abs(test.now - 3) < 0.01, "the longest sleep is the whole time, not \(test.now)")
    }
  },
  Property("continuation") { test in
    run {
      let value = await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(returning: 7) }
      }
      test.expectEqual(value, 7, "the value")
    }
  },
  Property("task-cancelled") { test in
    run {
      let task = Task { try await Task.sleep(for: .seconds(100)) }
      task.cancel()
      let result = await task.result
      if case .success = result { test.fail("a cancelled sleep ended well") }
      test.expect(test.now < 1, "the sleep took \(test.now) s")
    }
  },
  Property("async-stream") { test in
    run {
      let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
      Task {
        for n in 1...3 { continuation.yield(n) }
        continuation.finish()
      }
      var received: [Int] = []
      for await n in stream { received.append(n) }
      test.expectEqual(received, [1, 2, 3], "the values")
    }
  },
  Property("continuation-never-resumed") { _ in
    run { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
  },
]
