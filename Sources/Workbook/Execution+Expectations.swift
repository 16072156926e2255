// What must hold. An expectation that does not hold ends the execution at once, so the trace ends with it.

internal import CInterleaveInterface

extension Execution {
  /// States that `condition` holds.
  ///
  /// - Parameter message: what a student reads when it does not: the observation, not the rule, as in
  ///   «BoundedQueue(maxsize: 1) held 2 items».
  public func expect(
    _ condition: @autoclosure () throws -> Bool, _ message: @autoclosure () -> String,
    file: StaticString = #fileID, line: UInt = #line
  ) rethrows {
    if try !condition() { fail(message(), file: file, line: line) }
  }

  /// States that two values are equal; the message says what each was.
  public func expectEqual<Value: Equatable>(
    _ actual: @autoclosure () throws -> Value, _ expected: @autoclosure () throws -> Value, _ what: String,
    file: StaticString = #fileID, line: UInt = #line
  ) rethrows {
    let (actual, expected) = (try actual(), try expected())
    if actual != expected { fail("\(what): expected \(expected), got \(actual)", file: file, line: line) }
  }

  /// States that `body` throws exactly `expected`.
  public func expectThrows<Failure: Error & Equatable, Result>(
    _ expected: Failure, _ what: String, file: StaticString = #fileID, line: UInt = #line, _ body: () throws -> Result
  ) {
    do {
      let result = try body()
      let ending = Result.self == Void.self ? "it returned" : "it returned \(result)"
      fail("\(what): expected the error \(expected), but \(ending)", file: file, line: line)
    } catch let error as Failure where error == expected {
      return
    } catch {
      fail("\(what): expected the error \(expected), but it threw \(error)", file: file, line: line)
    }
  }

  /// Says that something must not have happened, and ends the execution.
  public func fail(_ message: String, file: StaticString = #fileID, line: UInt = #line) -> Never {
    interleave_fail(message, "\(file)", UInt32(line))
  }
}
