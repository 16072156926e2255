// The grader as a process of its own: interrupts end it cleanly.

import Dispatch
import Foundation

package enum GradeProcess {
  /// Runs a command line. An interrupt cancels it, so that its processes and temporary files go first; a second one ends
  /// it at once.
  ///
  /// - Parameter arguments: without the program's name.
  /// - Returns: the exit status; 128 and the signal's number after an interrupt, as shells have it.
  package static func run(_ arguments: [String]) async -> Int32 {
    // A reader that closed the pipe is noticed by failing writes.
    signal(SIGPIPE, SIG_IGN)
    let command = Task { await GradeCommandLine.run(arguments) }
    let interruption = Interruption()
    let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: interruption.queue)
      source.setEventHandler {
        if interruption.signal != nil { _exit(128 + number) }
        interruption.signal = number
        command.cancel()
      }
      source.resume()
      return source
    }
    let status = await command.value
    return withExtendedLifetime(sources) { interruption.queue.sync { interruption.signal.map { 128 + $0 } ?? status } }
  }

  /// The first signal that asked for the end.
  ///
  /// Unchecked: `signal` is touched on `queue` alone.
  private final class Interruption: @unchecked Sendable {
    let queue = DispatchQueue(label: "interrupts")
    var signal: Int32?
  }
}
