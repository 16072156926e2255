// What this process may use of the machine.

internal import Foundation

package enum Machine {
  /// The numbers of the cores that this process may run on; at least one.
  package static let cores: [Int] = {
    let size = 8192 / 8
    var mask = [UInt8](repeating: 0, count: size)
    // The C macros for CPU sets are not imported: the mask is read as the bytes the kernel fills, low bit first.
    let filled = mask.withUnsafeMutableBytes { bytes in
      sched_getaffinity(0, size, bytes.baseAddress!.assumingMemoryBound(to: cpu_set_t.self)) == 0
    }
    let cores = mask.indices.flatMap { byte in (0..<8).filter { mask[byte] & (1 << $0) != 0 }.map { byte * 8 + $0 } }
    return filled && !cores.isEmpty ? cores : [0]
  }()
}
