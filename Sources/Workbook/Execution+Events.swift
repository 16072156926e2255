// What the property's code tells the reader of a drawn failure.

internal import CInterleaveInterface

extension Execution {
  /// Runs `body` as an operation with a name, such as `put(1)`: its begin and its return are steps in the lanes.
  @discardableResult
  public func operation<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    try recorded(name, as: { interleave_record($0, $1) }, body)
  }

  /// Records an event, as a step of the calling thread.
  public func note(_ text: String) { interleave_record(INTERLEAVE_NOTE, text) }
}

/// Runs `body` between the records of its begin and of its return.
func recorded<Result>(
  _ name: String, as record: (interleave_operation, String) -> Void, _ body: () throws -> Result
) rethrows -> Result {
  record(INTERLEAVE_OPERATION_BEGIN, name)
  do {
    let result = try body()
    record(INTERLEAVE_OPERATION_END, Result.self == Void.self ? name : "\(name) → \(result)")
    return result
  } catch {
    record(INTERLEAVE_OPERATION_END, "\(name) ✗ \(error)")
    throw error
  }
}
