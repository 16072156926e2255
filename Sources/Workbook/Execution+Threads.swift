// The property's own threads: named, one lane each in a drawn failure.

internal import CInterleaveInterface

/// A thread that a property started.
public struct WorkbookThread: Sendable {
  let number: Int32

  /// Whether the thread has ended.
  public var hasEnded: Bool { interleave_thread_has_ended(number) }

  /// Scheduling points the thread has passed so far: what it costs others. A waiting thread passes none.
  public var steps: Int { Int(interleave_thread_steps(number)) }

  /// Waits until the thread has ended.
  public func join() { interleave_thread_join(number) }
}

/// Collects threads that begin together.
public final class Threads {
  var bodies: [(name: String, body: () throws -> Void)] = []

  /// Adds a thread; `name` heads its lane.
  public func add(_ name: String, _ body: @escaping () throws -> Void) {
    bodies.append((name, body))
  }
}

extension Execution {
  /// Starts a thread. A body that throws fails the property.
  ///
  /// - Parameter name: the heading of the thread's lane, such as `producer-1`.
  @discardableResult
  public func start(_ name: String, _ body: @escaping () throws -> Void) -> WorkbookThread {
    let context = Unmanaged.passRetained(ThreadBody(name: name, execution: self, body: body)).toOpaque()
    let number = interleave_thread_start(
      name, { Unmanaged<ThreadBody>.fromOpaque($0!).takeRetainedValue().run() }, context)
    return WorkbookThread(number: number)
  }

  /// Starts all the threads that `declare` adds, and returns when every one has ended.
  public func together(_ declare: (Threads) -> Void) {
    let threads = Threads()
    declare(threads)
    let started = threads.bodies.map { start($0.name, $0.body) }
    for thread in started { thread.join() }
  }
}

final class ThreadBody {
  let name: String
  let execution: Execution
  let body: () throws -> Void

  init(name: String, execution: Execution, body: @escaping () throws -> Void) {
    self.name = name
    self.execution = execution
    self.body = body
  }

  func run() {
    do {
      try body()
    } catch {
      execution.fail("the thread \(name) ended with the error \(error)")
    }
  }
}
