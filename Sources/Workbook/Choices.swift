// The numbers that inputs are made from.

internal import CInterleaveInterface

/// Every input is made from one or more *choices*, numbers for which less means simpler. The grader shrinks a failing
/// input by making the list of choices shorter and smaller, so every generator shrinks without being told how
/// (MacIver and Donaldson, «Test-Case Reduction via Test-Case Generation», ECOOP 2020).
struct Choices {
  private var generator: SplitMix64
  private let given: [UInt64]?
  private var position = 0
  /// Choices drawn since the last value was recorded.
  private var pending: [UInt64] = []

  init(seed: UInt64, given: [UInt64]?) {
    generator = SplitMix64(state: seed)
    self.given = given
  }

  /// A choice in `0 ..< bound`.
  mutating func draw(below bound: Int) -> Int {
    let choice: UInt64
    if let given {
      choice = position < given.count ? min(given[position], UInt64(bound) - 1) : 0
    } else {
      choice = generator.next() % UInt64(bound)
    }
    position += 1
    pending.append(choice)
    return Int(choice)
  }

  /// Tells the engine the choices behind a value; its label and text stand with the first of them.
  mutating func record(_ label: String, _ value: String) {
    for (index, choice) in pending.enumerated() {
      interleave_input(choice, index == 0 ? label : nil, index == 0 ? value : nil)
    }
    pending.removeAll(keepingCapacity: true)
  }
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
