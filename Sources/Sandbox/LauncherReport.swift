// The launcher's one line.

internal import Foundation

/// As `report.c` prints it: either the fields of a failed step, or those of an ending.
struct LauncherReport: Decodable {
  var failed: String?
  var path: String?
  var errno: Int32?
  var remedy: String?

  var exit: Int32?
  var signal: Int32?
  var signalName: String?
  var cause: String?
  var wallMicroseconds: Int?
  var cpuMicroseconds: Int?
  var peakMemoryBytes: Int?
  var strayProcesses: Int?

  /// - Throws: ``SandboxError`` if a step failed, or if the line is not a report.
  static func termination(from line: [UInt8], tier: Tier) throws(SandboxError) -> Termination {
    guard let report = try? JSONDecoder().decode(LauncherReport.self, from: Data(line)) else {
      throw .launcherKilled
    }
    if let call = report.failed {
      throw .stepFailed(
        call: call, path: report.path ?? "", errorNumber: report.errno ?? 0, remedy: report.remedy ?? "")
    }
    guard let ending = report.ending, let wall = report.wallMicroseconds, let cpu = report.cpuMicroseconds,
      let peak = report.peakMemoryBytes, let strays = report.strayProcesses
    else { throw .launcherKilled }
    return Termination(
      ending: ending, strayProcesses: strays, tier: tier,
      usage: Usage(wallMicroseconds: wall, cpuMicroseconds: cpu, peakMemoryBytes: peak))
  }

  private var ending: Ending? {
    switch cause {
    case "wall": .exceeded(.wallTime)
    case "cpu": .exceeded(.cpuTime)
    case "memory": .exceeded(.memory)
    case "processes": .exceeded(.processes)
    case "threads": .exceeded(.threads)
    case "disk": .exceeded(.diskSpace)
    case "files": .exceeded(.files)
    case "file-size": .exceeded(.fileSize)
    case "caller": .terminated
    case "tampered": .tampered
    default:
      if let exit {
        .exited(code: exit)
      } else if let signal, let signalName {
        .signalled(number: signal, name: signalName)
      } else {
        nil
      }
    }
  }
}
