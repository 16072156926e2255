// What a student types to see a failing execution again.

internal import Foundation

/// An input and a schedule, as a short text: `02-bounded-queue.first-in-first-out.AQs…`.
///
/// The last part is base64url without padding (RFC 4648, §5) of: the version, the fingerprint, the number of choices,
/// the choices, each deviation's skip and thread, and a checksum. Numbers are LEB128; fingerprint and checksum are two
/// bytes, the low one first.
package struct ReplayToken: Hashable, Sendable {
  package var exercise: String
  package var property: String
  /// ``Fingerprint/short`` of the source the execution was seen with.
  package var fingerprint: UInt16
  package var input: [UInt64]
  package var schedule: Schedule

  private static let version: UInt8 = 1

  package init(exercise: String, property: String, fingerprint: UInt16, input: [UInt64], schedule: Schedule) {
    self.exercise = exercise
    self.property = property
    self.fingerprint = fingerprint
    self.input = input
    self.schedule = schedule
  }

  /// Reads a printed token.
  ///
  /// - Throws: ``ReplayTokenError``.
  package init(parsing text: String) throws(ReplayTokenError) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { throw .shape }
    try self.init(exercise: parts[0], property: parts[1], encoded: parts[2])
  }

  /// Reads the last part alone, where exercise and property are known.
  ///
  /// - Throws: ``ReplayTokenError``.
  package init(exercise: String, property: String, encoded: String) throws(ReplayTokenError) {
    var reader = try Reader(encoded: encoded)
    let version = try reader.byte()
    guard version == Self.version else { throw .version(version) }
    self.exercise = exercise
    self.property = property
    fingerprint = UInt16(try reader.byte())
    fingerprint |= UInt16(try reader.byte()) << 8
    let count = try reader.number()
    // Every choice takes a byte at least, so a count past the end is caught before memory is asked for.
    guard count <= UInt64(reader.remaining) else { throw .damaged }
    input = []
    for _ in 0..<count { input.append(try reader.number()) }
    schedule = Schedule()
    while reader.remaining > 0 {
      guard let skip = UInt32(exactly: try reader.number()), let thread = UInt32(exactly: try reader.number()) else {
        throw .damaged
      }
      schedule.deviations.append(Deviation(skip: skip, thread: thread))
    }
  }

  /// The token without the exercise and the property.
  package var encoded: String {
    var bytes: [UInt8] = [Self.version, UInt8(truncatingIfNeeded: fingerprint), UInt8(fingerprint >> 8)]
    func append(_ number: UInt64) {
      var rest = number
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
    append(UInt64(input.count))
    input.forEach(append)
    for deviation in schedule.deviations {
      append(UInt64(deviation.skip))
      append(UInt64(deviation.thread))
    }
    let checksum = Fingerprint(bytes).short
    bytes += [UInt8(truncatingIfNeeded: checksum), UInt8(checksum >> 8)]
    return Data(bytes).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}

extension ReplayToken: CustomStringConvertible {
  package var description: String { "\(exercise).\(property).\(encoded)" }
}

/// Why a text is no token.
package enum ReplayTokenError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Not three parts between dots.
  case shape
  /// A character is missing, changed or added.
  case damaged
  /// Written by another version of `grade`.
  case version(UInt8)

  package var description: String {
    switch self {
    case .shape: "a replay token has three parts, `EXERCISE.PROPERTY.TOKEN`; copy the whole of it"
    case .damaged: "the replay token is damaged: a character is missing or changed; copy it again"
    case .version(let version):
      "the replay token has version \(version), which this `grade` does not know; run the exercise again for a new one"
    }
  }
}

/// Takes a token's bytes from the front.
private struct Reader {
  private var bytes: ArraySlice<UInt8>

  /// Decodes the text and takes off the checksum at its end.
  init(encoded: String) throws(ReplayTokenError) {
    let padding = String(repeating: "=", count: (4 - encoded.utf8.count % 4) % 4)
    let standard = encoded.replacing("-", with: "+").replacing("_", with: "/") + padding
    guard let data = Data(base64Encoded: standard), data.count >= 2 else { throw .damaged }
    let checksum = UInt16(data[data.count - 2]) | UInt16(data[data.count - 1]) << 8
    bytes = ArraySlice(data.dropLast(2))
    guard Fingerprint(bytes).short == checksum else { throw .damaged }
  }

  var remaining: Int { bytes.count }

  mutating func byte() throws(ReplayTokenError) -> UInt8 {
    guard let byte = bytes.popFirst() else { throw .damaged }
    return byte
  }

  mutating func number() throws(ReplayTokenError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      let byte = try byte()
      let bits = UInt64(byte & 0x7f)
      guard (bits << shift) >> shift == bits else { throw .damaged }
      value |= bits << shift
      if byte & 0x80 == 0 { return value }
    }
    throw .damaged
  }
}
