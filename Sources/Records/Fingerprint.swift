// A short number that tells two texts apart, where nobody gains by making two that agree.

/// The FNV-1a hash of bytes, 64 bits wide (Fowler, Noll and Vo). Not cryptographic: compare the bytes where it matters.
package struct Fingerprint: Hashable, Sendable {
  package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  package init() {}

  package init(_ bytes: some Sequence<UInt8>) {
    combine(bytes)
  }

  package mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      value ^= UInt64(byte)
      value &*= 0x0000_0100_0000_01b3
    }
  }

  /// All bits folded into sixteen.
  package var short: UInt16 {
    let half = value ^ (value >> 32)
    return UInt16(truncatingIfNeeded: half ^ (half >> 16))
  }

  /// Sixteen hexadecimal digits.
  package var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
