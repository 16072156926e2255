// A running command: lines to it, lines from it, and its end.

internal import Glibc
internal import Synchronization

/// A command that is running, or has ended. Forgetting the last reference ends the command.
package final class SandboxedProcess: Sendable {
  private let core: Core

  /// - Throws: ``SandboxError`` if no thread can be had to read what the command says; the command is gone then.
  init(_ launch: Launch, keepsLines: Bool, tier: Tier, limits: ResourceLimits) throws(SandboxError) {
    core = Core(launch, keepsLines: keepsLines, tier: tier, limits: limits)
    try core.start()
  }

  deinit { core.terminate() }

  /// Writes `line` and a newline to the command's standard input. Waits while the command does not read.
  /// - Throws: ``SandboxError/inputClosed`` once the command has ended.
  package func send(_ line: String) throws(SandboxError) {
    try core.send(line)
  }

  /// The next line of the command's standard output, without its newline; `nil` once there are no more.
  /// What follows the last newline counts as a line. One caller at a time. Cancelling ends the command.
  package func nextLine() async throws -> String? {
    let line = await withTaskCancellationHandler {
      await withCheckedContinuation { core.waitForLine($0) }
    } onCancel: {
      core.terminate()
    }
    try Task.checkCancellation()
    return line
  }

  /// Ends the command and all that it started. Returns at once: ``outcome()`` returns when all is gone.
  package func terminate() {
    core.terminate()
  }

  /// How the command ended. Waits for that. Cancelling ends the command; it is gone when this throws.
  /// - Throws: ``SandboxError``, or `CancellationError`.
  package func outcome() async throws -> Outcome {
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { core.waitForOutcome($0) }
    } onCancel: {
      core.terminate()
    }
    try Task.checkCancellation()
    return try result.get()
  }
}

/// What the reading thread shares with the handle. The thread keeps it, so that a forgotten command is still
/// waited for.
private final class Core: Sendable {
  private struct State {
    var lines: [String] = []
    var taken = 0
    var partial: [UInt8] = []
    var unreadBytes = 0
    var outputEnded = false
    var overflowed = false
    var lineWaiter: CheckedContinuation<String?, Never>?
    var result: Result<Outcome, SandboxError>?
    var outcomeWaiters: [CheckedContinuation<Result<Outcome, SandboxError>, Never>] = []

    /// Whoever waits for a line, if there is one to give or there will be none.
    mutating func handOver() -> (CheckedContinuation<String?, Never>?, String?) {
      guard let waiter = lineWaiter, !lines.isEmpty || outputEnded else { return (nil, nil) }
      lineWaiter = nil
      return (waiter, takeLine())
    }

    mutating func takeLine() -> String? {
      guard taken < lines.count else { return nil }
      let line = lines[taken]
      taken += 1
      unreadBytes -= line.utf8.count
      if taken == lines.count {
        lines.removeAll(keepingCapacity: true)
        taken = 0
      }
      return line
    }
  }

  private let launch: Launch
  private let keepsLines: Bool
  private let tier: Tier
  private let outputLimit: Int
  private let endsAtOutputLimit: Bool
  private let state = Mutex(State())

  init(_ launch: Launch, keepsLines: Bool, tier: Tier, limits: ResourceLimits) {
    self.launch = launch
    self.keepsLines = keepsLines
    self.tier = tier
    outputLimit = limits.outputBytes
    endsAtOutputLimit = limits.endsAtOutputLimit
  }

  func send(_ line: String) throws(SandboxError) {
    guard let number = launch.input?.number else { throw .inputClosed }
    let bytes = Array(line.utf8) + [UInt8(ascii: "\n")]
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count > 0 { sent += count } else if errno != EINTR { throw .inputClosed }
    }
  }

  func terminate() {
    // The launcher sees the end of the stream; the other direction stays open for its report.
    shutdown(launch.control.number, Int32(SHUT_WR))
  }

  func waitForLine(_ waiter: CheckedContinuation<String?, Never>) {
    let ready = state.withLock { state -> String?? in
      if let line = state.takeLine() { return .some(line) }
      if state.outputEnded { return .some(nil) }
      precondition(state.lineWaiter == nil, "nextLine() has one caller at a time")
      state.lineWaiter = waiter
      return nil
    }
    if let ready { waiter.resume(returning: ready) }
  }

  func waitForOutcome(_ waiter: CheckedContinuation<Result<Outcome, SandboxError>, Never>) {
    let ready = state.withLock { state in
      if state.result == nil { state.outcomeWaiters.append(waiter) }
      return state.result
    }
    if let ready { waiter.resume(returning: ready) }
  }

  /// Starts the reading thread. Foundation's `Thread` does not tell when there is none to be had.
  /// - Throws: ``SandboxError``; the command is gone then.
  func start() throws(SandboxError) {
    let core = Unmanaged.passRetained(self)
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { core in
        Unmanaged<Core>.fromOpaque(core!).takeRetainedValue().pump()
        return nil
      }, core.toOpaque())
    guard failure == 0 else {
      core.release()
      terminate()
      ChildProcess.wait(for: launch.pid)
      throw .systemCallFailed(call: "pthread_create", errorNumber: failure)
    }
    pthread_detach(thread)
  }

  /// Reads everything until the launcher has reported and ended.
  private func pump() {
    var output = Output()
    var error = Output()
    var report: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var watched = [launch.output.number, launch.error.number, launch.control.number].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    for number in watched.map(\.fd) { _ = fcntl(number, F_SETFL, O_NONBLOCK) }

    func readAll(_ index: Int) {
      var count = read(watched[index].fd, &buffer, buffer.count)
      while count > 0 {
        let bytes = buffer.prefix(count)
        switch index {
        case 0 where keepsLines: deliver(bytes)
        case 0: output.append(bytes, upTo: outputLimit)
        case 1: error.append(bytes, upTo: outputLimit)
        default: report += bytes
        }
        if endsAtOutputLimit, output.isTruncated || error.isTruncated {
          state.withLock { $0.overflowed = true }
          terminate()
        }
        count = read(watched[index].fd, &buffer, buffer.count)
      }
      if count == 0 || (errno != EAGAIN && errno != EINTR) { watched[index].fd = -1 }
    }

    while watched[2].fd >= 0 {
      poll(&watched, nfds_t(watched.count), -1)
      for index in watched.indices where watched[index].revents != 0 && watched[index].fd >= 0 { readAll(index) }
    }
    // What the command wrote was in its pipes before the report, but maybe not yet when they were read last.
    for index in 0...1 where watched[index].fd >= 0 { readAll(index) }
    ChildProcess.wait(for: launch.pid)
    finish(report: report, output: output, error: error)
  }

  private func deliver(_ bytes: some Collection<UInt8>) {
    let (waiter, line) = state.withLock { state in
      for byte in bytes {
        state.unreadBytes += 1
        if byte == UInt8(ascii: "\n") {
          state.unreadBytes -= 1
          state.lines.append(String(decoding: state.partial, as: UTF8.self))
          state.partial.removeAll(keepingCapacity: true)
        } else {
          state.partial.append(byte)
        }
      }
      if state.unreadBytes > outputLimit { state.overflowed = true }
      return state.handOver()
    }
    if state.withLock({ $0.overflowed }) { terminate() }
    waiter?.resume(returning: line)
  }

  private func finish(report: [UInt8], output: Output, error: Output) {
    let overflowed = state.withLock { $0.overflowed }
    let result = Result { () throws(SandboxError) in
      var termination = try LauncherReport.termination(from: report, tier: tier)
      if overflowed { termination.ending = .exceeded(.output) }
      return Outcome(termination: termination, standardOutput: output, standardError: error)
    }
    let (lineWaiter, line, outcomeWaiters) = state.withLock { state in
      if !state.partial.isEmpty { state.lines.append(String(decoding: state.partial, as: UTF8.self)) }
      state.outputEnded = true
      state.result = result
      let (waiter, line) = state.handOver()
      defer { state.outcomeWaiters = [] }
      return (waiter, line, state.outcomeWaiters)
    }
    lineWaiter?.resume(returning: line)
    for waiter in outcomeWaiters { waiter.resume(returning: result) }
  }
}
