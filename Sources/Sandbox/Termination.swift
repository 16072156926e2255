// How a command ended.

/// A limit that a command went over.
package enum Limit: String, Codable, Sendable, CaseIterable {
  case wallTime = "wall time"
  case cpuTime = "CPU time"
  case memory = "memory"
  case processes = "processes"
  /// The same limit, where most of what there is are further threads of few processes.
  case threads = "threads"
  case fileSize = "file size"
  /// Of a temporary folder, which was full when the command failed.
  case diskSpace = "disk space"
  /// Likewise, where there are too many files in it.
  case files = "number of files"
  /// Only of a line channel that nobody reads, and where asked for: captured output is truncated instead.
  case output = "output"
}

package enum Ending: Codable, Sendable, Hashable, CustomStringConvertible {
  case exited(code: Int32)
  /// `name` is the signal's, such as `SIGSEGV`.
  case signalled(number: Int32, name: String)
  case exceeded(Limit)
  /// Because the grader asked.
  case terminated
  /// The command interfered with the process that watches it.
  case tampered

  package var description: String {
    switch self {
    case .exited(let code): "exited with status \(code)"
    case .signalled(_, let name): "was ended by \(name)"
    case .exceeded(let limit): "went over its limit of \(limit.rawValue)"
    case .terminated: "was ended by the grader"
    case .tampered: "interfered with the sandbox"
    }
  }
}

/// What a command used. These are measurements: they differ from run to run.
package struct Usage: Codable, Sendable, Hashable {
  package var wallMicroseconds: Int
  /// Of all its processes, those that ignore their children's ends excepted.
  package var cpuMicroseconds: Int
  /// Of all its processes together as polled, and at least that of the largest.
  package var peakMemoryBytes: Int
}

package struct Termination: Codable, Sendable, Hashable {
  package var ending: Ending
  /// How many processes the command left behind, all ended since.
  package var strayProcesses: Int
  package var tier: Tier
  package var usage: Usage
}

/// Captured output.
package struct Output: Sendable, Hashable {
  package internal(set) var bytes: [UInt8] = []
  /// Whether there was more than the limit let through.
  package internal(set) var isTruncated = false

  /// What is not UTF-8 is shown as U+FFFD.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func append(_ more: some Collection<UInt8>, upTo limit: Int) {
    let room = limit - bytes.count
    bytes.append(contentsOf: more.prefix(room))
    if more.count > room { isTruncated = true }
  }
}

package struct Outcome: Sendable, Hashable {
  package var termination: Termination
  /// Empty for a line channel, whose lines were handed out.
  package var standardOutput: Output
  package var standardError: Output
}
