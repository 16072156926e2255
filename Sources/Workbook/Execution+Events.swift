// What the property's code tells the reader of a drawn failure.

internal import CInterleaveInterface

extension Execution {
  /// Runs `body` as an operation with a name, such as `put(1)`: its begin and its return are steps in the lanes.
  @discardableResult
  public func operation<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    interleave_record(INTERLEAVE_OPERATION_BEGIN, name)
    do {
      let result = try body()
      interleave_record(INTERLEAVE_OPERATION_END, Result.self == Void.self ? name : "\(name) → \(result)")
      return result
    } catch {
      interleave_record(INTERLEAVE_OPERATION_END, "\(name) ✗ \(error)")
      throw error
    }
  }

  /// Records an event, as a step of the calling thread.
  public func note(_ text: String) { interleave_record(INTERLEAVE_NOTE, text) }
}
