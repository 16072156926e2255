// Where uses that may conflict meet.

internal import Records

extension Access {
  /// A line of 64 bytes, or an object.
  struct Place: Hashable {
    var kind: UInt64
    var number: UInt64
    static let wide = Place(kind: .max, number: 0)
  }

  /// Too long to be noted at all its places.
  var isWide: Bool { size > 4096 }

  /// All that the use covers.
  var places: [Place] {
    if isWide { return [.wide] }
    return (address >> 6...(address + max(size, 1) - 1) >> 6).map { Place(kind: kind, number: $0) }
  }

  func covers(_ other: Access) -> Bool {
    address <= other.address && other.address + other.size <= address + size
  }
}
