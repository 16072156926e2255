// Tasks, actors, continuations and streams that order all their accesses.

import Foundation
import Workbook

private actor Account {
  var balance = 0
  let history = Shared()

  func deposit(_ amount: Int) async {
    balance += amount
    await Task.yield()
    history.list.append(amount)
  }
}

/// Runs every job in a thread of its own.
private final class Threads: TaskExecutor {
  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    Thread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }.start()
  }
}

let orderedTasks = [
  Property("tasks-and-actors") { test in
    let account = Account()
    let shared = Shared()
    shared.number = 1
    wait {
      shared.number += 1
      async let first: Void = account.deposit(shared.number)
      async let second: Void = account.deposit(3)
      _ = await (first, second)
      let sum = await withTaskGroup(of: Shared.self) { group in
        for n in 1...3 {
          group.addTask {
            let part = Shared()
            part.number = n
            return part
          }
        }
        return await group.reduce(0) { $0 + $1.number }
      }
      shared.number += sum
    }
    test.expectEqual(shared.number, 8, "the number")
  },
  Property("continuations") { test in
    let shared = Shared()
    wait {
      let received: Shared = await withCheckedContinuation { continuation in
        Thread {
          let made = Shared()
          made.number = 5
          continuation.resume(returning: made)
        }.start()
      }
      shared.number = received.number
      let task = Task { shared.number + 1 }
      shared.other = await task.value
    }
    test.expectEqual(shared.other, 6, "the number")
  },
  Property("resumed-before-it-waits") { test in
    wait {
      let received: Shared = await withUnsafeContinuation { continuation in
        Thread {
          let made = Shared()
          made.number = 5
          continuation.resume(returning: made)
        }.start()
        Thread.sleep(forTimeInterval: 1)
      }
      test.expectEqual(received.number, 5, "the number")
    }
  },
  Property("ended-before-it-is-awaited") { test in
    let threads = Threads()
    let shared = Shared()
    let done = DispatchSemaphore(value: 0)
    let task = Task(executorPreference: threads) { shared.number = 5 }
    Task(executorPreference: threads) {
      Thread.sleep(forTimeInterval: 1)
      await task.value
      test.expectEqual(shared.number, 5, "the number")
      done.signal()
    }
    done.wait()
  },
  Property("streams") { test in
    let shared = Shared()
    wait {
      let stream = AsyncStream<Shared> { continuation in
        Thread {
          for n in 1...2 {
            let made = Shared()
            made.number = n
            continuation.yield(made)
          }
          continuation.finish()
        }.start()
      }
      for await made in stream { shared.list.append(made.number) }
    }
    test.expectEqual(shared.list, [1, 2], "the list")
  },
]
