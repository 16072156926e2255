// A program that was never built for the engine.

internal import CInterleaveInterface
internal import Foundation

/// A started program that waits at its `main`, where every execution begins.
struct Program: Subject {
  /// What a program's one identifier is.
  static let main = "main"

  let identifiers = [main]
  let result: UnsafeMutablePointer<interleave_result>
  private let path: String
  private let server: OpaquePointer

  /// - Parameters:
  ///   - arguments: the program's path, then what it is given.
  ///   - interpreted: whether executions begin where the program, an interpreter, asks for them.
  /// - Throws: ``TargetError`` when it cannot be started.
  init(_ arguments: [String], interpreted: Bool) throws {
    path = arguments[0]
    var words = arguments.map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    guard let server = interleave_program_start(&words, interpreted) else {
      throw TargetError("cannot start `\(path)`: \(String(cString: strerror(errno)))")
    }
    self.server = server
    result = interleave_server_result(server)
  }

  func execute(_ identifier: String, input: ExecutionInput, plan: interleave_plan) throws {
    guard identifier == Self.main else { throw TargetError("a program has no property `\(identifier)`") }
    var plan = plan
    switch interleave_server_execute(server, &plan) {
    case 0: return
    case EPIPE:
      let refusal = String(cString: interleave_server_refusal(server))
      throw TargetError(
        refusal.isEmpty
          ? "`\(path)` ended before its `main`, or is no program that libraries can be loaded into" : refusal)
    case let error: throw TargetError(error, of: plan)
    }
  }
}
