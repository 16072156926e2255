// What this process may use of the machine.

internal import Foundation

package enum Machine {
  /// The numbers of the cores that this process may run on; at least one.
  package static let cores: [Int] = {
    // Swift does not import glibc's `sched_getaffinity`; the kernel says the same in text.
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    return cores(inStatus: status) ?? [0]
  }()

  /// Reads `Cpus_allowed_list:  0-2,5`; `nil` when there is no such line.
  static func cores(inStatus status: String) -> [Int]? {
    guard let match = status.firstMatch(of: /Cpus_allowed_list:\s*([\d,-]+)/) else { return nil }
    let cores = match.1.split(separator: ",").flatMap { range -> [Int] in
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      return Array(first...last)
    }
    return cores.isEmpty ? nil : cores
  }
}
