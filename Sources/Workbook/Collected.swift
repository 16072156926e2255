// What several threads of a property bring together.

/// A list that any thread may add to.
///
/// Adding passes no scheduling point, so no other thread can come between: a property keeps its own books here, where a
/// plain array shared by threads would itself be a race.
public final class Collected<Value> {
  /// The values in the order in which they were added.
  public private(set) var values: [Value] = []

  public init() {}

  /// Adds a value at the end.
  public func add(_ value: Value) { values.append(value) }
}
