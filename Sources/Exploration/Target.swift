// Asks a target, checks that its answer fits the question, and starts it again when it ends.

internal import Foundation
package import Records

/// A target that survives its own process.
///
/// Each worker has one; a target carries out one request at a time.
package actor Target {
  private let start: @Sendable () async throws -> any TargetChannel
  private var channel: (any TargetChannel)?
  private var restartsLeft: Int
  /// How often the process was started.
  package private(set) var starts = 0

  /// - Parameters:
  ///   - restarts: how often the process is started again, over the target's life, before a fault is final.
  ///   - start: starts the process. Its errors pass through every request.
  package init(restarts: Int = 3, start: @escaping @Sendable () async throws -> any TargetChannel) {
    self.restartsLeft = restarts
    self.start = start
  }

  /// The properties that the built exercise declares, in order.
  ///
  /// - Throws: ``TargetFault``, or what `start` throws.
  package func describe() async throws -> [String] {
    guard case .properties(let identifiers) = try await ask(.describe) else {
      throw TargetFault.inconsistent("the target was asked for its properties and answered something else")
    }
    return identifiers
  }

  /// Runs schedules until one does not pass.
  ///
  /// - Throws: ``TargetFault``, or what `start` throws.
  package func sample(_ request: SampleRequest) async throws -> SampleReply {
    guard case .sampled(let reply) = try await ask(.sample(request)) else {
      throw TargetFault.inconsistent("the target was asked for schedules and answered something else")
    }
    if let contradiction = reply.contradiction(with: request) { throw TargetFault.inconsistent(contradiction) }
    return reply
  }

  /// Runs every schedule asked for, whatever becomes of it.
  ///
  /// - Throws: ``TargetFault``, or what `start` throws.
  package func survey(_ request: SampleRequest) async throws -> [ExecutionRecord] {
    guard case .surveyed(let records) = try await ask(.survey(request)) else {
      throw TargetFault.inconsistent("the target was asked for executions and answered something else")
    }
    guard records.map(\.index) == Array(request.first..<(request.first + request.count)) else {
      throw TargetFault.inconsistent(
        "executions \(request.first) to \(request.first + request.count - 1) were asked for, others were reported")
    }
    return records
  }

  /// Runs one schedule again, with every event.
  ///
  /// - Throws: ``TargetFault``, or what `start` throws.
  package func replay(_ request: ReplayRequest) async throws -> ExecutionRecord {
    guard case .replayed(let record) = try await ask(.replay(request)) else {
      throw TargetFault.inconsistent("the target was asked for a replay and answered something else")
    }
    return record
  }

  /// Runs one execution of a search.
  ///
  /// - Throws: ``TargetFault``, or what `start` throws.
  package func guide(_ request: GuideRequest) async throws -> GuideReply {
    guard case .guided(let reply) = try await ask(.guide(request)) else {
      throw TargetFault.inconsistent("the target was asked for a guided execution and answered something else")
    }
    return reply
  }

  /// Ends the process.
  package func close() async {
    await channel?.close()
    channel = nil
  }

  private func ask(_ request: Request) async throws -> Reply {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let line = String(decoding: try encoder.encode(request), as: UTF8.self)
    while true {
      do {
        return try await answer(to: line)
      } catch let fault as TargetFault {
        await close()
        guard restartsLeft > 0 else { throw fault }
        if case .refused = fault { throw fault }
        restartsLeft -= 1
      }
    }
  }

  private func answer(to line: String) async throws -> Reply {
    let channel: any TargetChannel
    if let running = self.channel {
      channel = running
    } else {
      channel = try await start()
      starts += 1
      self.channel = channel
    }
    let answer = try await channel.exchange(line)
    guard let reply = try? JSONDecoder().decode(Reply.self, from: Data(answer.utf8)) else {
      throw TargetFault.garbage(String(answer.prefix(80)))
    }
    if case .refused(let reason) = reply { throw TargetFault.refused(reason) }
    return reply
  }
}

extension SampleReply {
  /// What in the reply cannot be, given the request; `nil` when it fits.
  fileprivate func contradiction(with request: SampleRequest) -> String? {
    guard (1...request.count).contains(executions) else {
      return "\(executions) executions were reported where 1 to \(request.count) were asked for"
    }
    guard firstExecution.index == request.first else {
      return "the first execution has index \(firstExecution.index) where \(request.first) was asked for"
    }
    guard let failure else {
      if executions < request.count { return "only \(executions) of \(request.count) executions were reported" }
      return firstExecution.outcome.verdict == .passed ? nil : "an execution that did not pass was passed over"
    }
    if failure.outcome.verdict == .passed { return "an execution that passed was reported as a failure" }
    if failure.index != request.first + executions - 1 {
      return "execution \(failure.index) was reported as a failure, the last one was \(request.first + executions - 1)"
    }
    let isFirst = failure.index == firstExecution.index
    if isFirst != (firstExecution.outcome.verdict != .passed) { return "the first execution has two outcomes" }
    return nil
  }
}
