// What happened before, by thread.

/// How many of each thread's steps, or uses, are known to have happened (Fidge 1988, Mattern 1989).
typealias VectorClock = [Int]

extension VectorClock {
  /// To the later of the two in every place.
  mutating func join(_ other: Self) {
    for index in indices where other[index] > self[index] { self[index] = other[index] }
  }
}
