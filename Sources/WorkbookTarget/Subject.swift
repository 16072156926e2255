// What a target's executions run.

internal import CInterleaveInterface
import Foundation
internal import Records

/// A property of an exercise's library, or a program's `main`: asked for by identifier, run once an execution.
protocol Subject {
  /// What may be asked for.
  var identifiers: [String] { get }
  /// Memory shared with the executions, which answer through it.
  var result: UnsafeMutablePointer<interleave_result> { get }

  /// Runs one execution and waits for its end; all begin with the same memory at the same addresses. The subject adds its addresses to the plan.
  ///
  /// - Throws: ``TargetError`` when no execution could start.
  func execute(_ identifier: String, input: ExecutionInput, plan: interleave_plan) throws
}

/// What an execution's drawn values derive from.
struct ExecutionInput {
  var seed: UInt64
  /// The choices themselves, when they are given.
  var given: [UInt64]?
}

/// Why the target cannot answer.
struct TargetError: Error {
  var message: String

  init(_ message: String) { self.message = message }

  /// The error number of an execution that the engine did not start.
  init(_ error: CInt, of plan: interleave_plan) {
    message =
      error == EINVAL
      ? "the engine has no strategy `\(plan.strategyName)`"
      : "cannot start an execution: \(String(cString: strerror(error)))"
  }
}

extension interleave_plan {
  init(_ limits: ExecutionLimits) {
    self.init()
    max_steps = UInt64(limits.steps)
    max_virtual_nanoseconds = UInt64(limits.virtualSeconds) * 1_000_000_000
    max_threads = UInt32(limits.threads)
    processor_seconds = UInt64(limits.processorSeconds)
    wall_seconds = UInt64(limits.wallSeconds)
    memory_bytes = UInt64(limits.memoryBytes)
    output_bytes = UInt64(limits.outputBytes)
    file_bytes = UInt64(limits.fileBytes)
  }

  mutating func sample(_ wanted: Strategy) {
    chooser = INTERLEAVE_SAMPLED
    withUnsafeMutableBytes(of: &strategy) { bytes in
      // The last byte stays 0: a longer name than any is none.
      bytes.copyBytes(from: wanted.name.utf8.prefix(bytes.count - 1))
    }
  }

  fileprivate var strategyName: String {
    withUnsafeBytes(of: strategy) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
