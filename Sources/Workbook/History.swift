// Histories of concurrent operations: recorded here, judged outside the execution, where student code cannot reach.

internal import CInterleaveInterface

/// What an object does when its operations come one at a time: one of the models that the grader knows.
public struct HistoryModel: Sendable {
  /// The model's name and parameters, as the grader reads them.
  let declaration: String

  /// A first-in, first-out queue; `maxsize` 0 is no limit. Operations: `put(item)`, `put(item, timeout: seconds)`,
  /// `putNowait(item)`, `get()`, `get(timeout: seconds)`, `getNowait()`, `count`, `isFull`, `isEmpty`; errors that print
  /// as `full` and `empty`.
  public static func boundedQueue(maxsize: Int) -> HistoryModel {
    HistoryModel(declaration: "boundedQueue(maxsize: \(maxsize))")
  }

  /// Registers. Operations: `read()`, `write(value)`, `compareAndSet(expected, new)`, which returns whether the value was
  /// the expected one; each may name its register with an argument before the others.
  public static func register<Value>(initial: Value) -> HistoryModel {
    HistoryModel(declaration: "register(initial: \(initial))")
  }
}

/// Records the operations on one object. The property holds only where they can be put in an order, each at one instant
/// between its call and its return, in which the model gives the same replies: where the history is linearizable
/// (Herlihy and Wing, 1990). An operation that never returned may have taken effect or not.
///
/// All operations on the object belong in its history, also those that prepare it: the model begins empty.
public final class History: Sendable {
  private let number: UInt32

  public init(_ execution: Execution, _ model: HistoryModel) {
    number = interleave_history_begin(model.declaration)
  }

  /// Runs `body` as an operation of the model, written as a call: `put(1)`. Its result and its error are recorded as they
  /// print.
  @discardableResult
  public func operation<Result>(_ call: String, _ body: () throws -> Result) rethrows -> Result {
    try recorded(call, as: { [number] in interleave_history_record(number, $0, $1) }, body)
  }
}
