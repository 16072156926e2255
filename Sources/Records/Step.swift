// What the steps of an execution used: how a search knows which of them could have come in another order.

/// A use of memory or of something that threads wait for, in one step.
package struct Access: Hashable, Sendable {
  /// How it is used. Two uses of the same conflict unless their modes are the same and not `writes`.
  package enum Mode: UInt64, Sendable {
    case reads, writes
    /// An operation's end, which begins conflict with.
    case returns
  }

  /// The kind of object, by the engine's numbers.
  package var kind: UInt64
  package var mode: Mode
  package var address: UInt64
  /// In bytes; 1 for objects.
  package var size: UInt64
  /// Whether, just before, no thread that wanted to take the object could have.
  package var isClosed: Bool

  package init(kind: UInt64, mode: Mode, address: UInt64, size: UInt64, isClosed: Bool = false) {
    self.kind = kind
    self.mode = mode
    self.address = address
    self.size = size
    self.isClosed = isClosed
  }

  /// Whether the order of the two uses can matter.
  package func conflicts(with other: Access) -> Bool {
    kind == other.kind && (mode != other.mode || mode == .writes)
      && address < other.address + other.size && other.address < address + size
  }
}

/// What happens from one choice to the next.
package struct Step: Hashable, Sendable {
  /// The thread that was chosen: to run, or to be let go.
  package var thread: Int
  /// The threads that could be chosen, by number, and the default.
  package var candidates: [Int]
  package var standard: Int
  /// Whether the choice was who is let go by the running thread's signal.
  package var isAmongWaiters: Bool
  /// Whether the default is the thread that ran before and could go on.
  package var canStay: Bool
  /// Whether the first use waits until the object is free.
  package var takes: Bool
  /// Set after the last choice: what a thread would have done next.
  package var isPending: Bool
  package var accesses: [Access]
  /// Threads that this step lets go, and those that time let go before it.
  package var wakes: [Int]
  package var letGoByTime: [Int]

  package init(
    thread: Int, candidates: [Int] = [], standard: Int? = nil, isAmongWaiters: Bool = false, canStay: Bool = false,
    takes: Bool = false, isPending: Bool = false, accesses: [Access] = [], wakes: [Int] = [], letGoByTime: [Int] = []
  ) {
    self.thread = thread
    self.candidates = candidates
    self.standard = standard ?? thread
    self.isAmongWaiters = isAmongWaiters
    self.canStay = canStay
    self.takes = takes
    self.isPending = isPending
    self.accesses = accesses
    self.wakes = wakes
    self.letGoByTime = letGoByTime
  }
}

/// Steps in order. One execution has many, and a search runs many executions: they travel as one text of hexadecimal
/// numbers.
package struct Steps: Hashable, Sendable {
  package var list: [Step]

  package init(_ list: [Step]) { self.list = list }
}

extension Steps: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    var reader = NumberReader(text: try container.decode(String.self))
    list = []
    while !reader.isAtEnd {
      guard let step = Step(&reader) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "the steps break off after step \(list.count)")
      }
      list.append(step)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var text = ""
    for step in list {
      step.write { number in
        text += String(number, radix: 16)
        text += " "
      }
    }
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension Step {
  private enum Mark {
    static let isAmongWaiters: UInt64 = 1
    static let canStay: UInt64 = 2
    static let takes: UInt64 = 4
    static let isPending: UInt64 = 8
  }

  fileprivate func write(_ put: (UInt64) -> Void) {
    put(UInt64(thread))
    put(UInt64(standard))
    put(
      (isAmongWaiters ? Mark.isAmongWaiters : 0) | (canStay ? Mark.canStay : 0) | (takes ? Mark.takes : 0)
        | (isPending ? Mark.isPending : 0))
    for threads in [candidates, wakes, letGoByTime] {
      put(UInt64(threads.count))
      for thread in threads { put(UInt64(thread)) }
    }
    put(UInt64(accesses.count))
    for access in accesses {
      put(access.kind << 8 | access.mode.rawValue << 1 | (access.isClosed ? 1 : 0))
      put(access.address)
      put(access.size)
    }
  }

  fileprivate init?(_ reader: inout NumberReader) {
    guard let thread = reader.next(), let standard = reader.next(), let marks = reader.next(),
      let candidates = reader.list(), let wakes = reader.list(), let letGoByTime = reader.list(),
      let count = reader.next()
    else { return nil }
    self.init(
      thread: Int(clamping: thread), candidates: candidates, standard: Int(clamping: standard),
      isAmongWaiters: marks & Mark.isAmongWaiters != 0, canStay: marks & Mark.canStay != 0,
      takes: marks & Mark.takes != 0, isPending: marks & Mark.isPending != 0, wakes: wakes, letGoByTime: letGoByTime)
    for _ in 0..<count {
      guard let head = reader.next(), let address = reader.next(), let size = reader.next(),
        let mode = Access.Mode(rawValue: head >> 1 & 0x7F), address < 1 << 62, size < 1 << 32
      else { return nil }
      accesses.append(
        Access(kind: head >> 8, mode: mode, address: address, size: size, isClosed: head & 1 != 0))
    }
  }
}

/// Reads hexadecimal numbers, each with a space behind it.
private struct NumberReader {
  private let bytes: [UInt8]
  private var position = 0

  init(text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { position == bytes.count }

  mutating func next() -> UInt64? {
    var number: UInt64 = 0
    let start = position
    while position < bytes.count, position - start <= 16 {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt64(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: " ") where position - start > 1: return number
      default: return nil
      }
    }
    return nil
  }

  /// A count, then so many numbers.
  mutating func list() -> [Int]? {
    guard let count = next() else { return nil }
    var numbers: [Int] = []
    for _ in 0..<count {
      guard let number = next() else { return nil }
      numbers.append(Int(clamping: number))
    }
    return numbers
  }
}
