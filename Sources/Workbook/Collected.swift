// What several threads of a property bring together.

internal import CInterleaveInterface

/// A list that any thread may add to.
///
/// Adding passes no scheduling point, so no other thread can come between: a property keeps its own books here, where a
/// plain array shared by threads would itself be a race.
public final class Collected<Value> {
  private var added: [Value] = []

  public init() {}

  /// The values in the order in which they were added. Whoever reads them comes after those who have added them.
  public var values: [Value] {
    useState(of: self, changing: false)
    if engineIsLoaded() { interleave_acquire(address) }
    return added
  }

  /// Adds a value at the end.
  public func add(_ value: Value) {
    useState(of: self, changing: true)
    if engineIsLoaded() { interleave_release(address) }
    added.append(value)
  }

  private var address: UnsafeRawPointer { UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()) }
}
