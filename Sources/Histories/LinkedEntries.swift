// Calls and returns in order of time, in a list from which an operation is taken out and put back in constant time.

/// Entry 0 is the list's own: its neighbours are the first and the last.
struct LinkedEntries {
  struct Entry {
    var operation: Int
    var isReturn: Bool
    /// The return that belongs to a call; `nil` for one that never returned.
    var response: Int?
    fileprivate var previous: Int
    fileprivate var next: Int
  }

  private var entries: [Entry]

  /// - Parameter operations: when each was called and returned, all different.
  init(_ operations: [(invoked: Int, responded: Int?)]) {
    var moments: [(time: Int, operation: Int, isReturn: Bool)] = []
    for (index, operation) in operations.enumerated() {
      moments.append((operation.invoked, index, false))
      if let responded = operation.responded { moments.append((responded, index, true)) }
    }
    moments.sort { $0.time < $1.time }
    entries = [Entry(operation: -1, isReturn: false, previous: moments.count, next: moments.isEmpty ? 0 : 1)]
    var calls: [Int: Int] = [:]
    for (index, moment) in moments.enumerated() {
      let number = index + 1
      entries.append(
        Entry(
          operation: moment.operation, isReturn: moment.isReturn, previous: index,
          next: number == moments.count ? 0 : number + 1))
      if moment.isReturn {
        entries[calls[moment.operation]!].response = number
      } else {
        calls[moment.operation] = number
      }
    }
  }

  subscript(entry: Int) -> Entry { entries[entry] }

  var first: Int? { next(after: 0) }

  func next(after entry: Int) -> Int? { entries[entry].next == 0 ? nil : entries[entry].next }

  /// Takes a call and its return out.
  mutating func remove(_ call: Int) {
    unlink(call)
    if let response = entries[call].response { unlink(response) }
  }

  /// Puts back what was taken out last.
  mutating func restore(_ call: Int) {
    if let response = entries[call].response { link(response) }
    link(call)
  }

  private mutating func unlink(_ entry: Int) {
    entries[entries[entry].previous].next = entries[entry].next
    entries[entries[entry].next].previous = entries[entry].previous
  }

  private mutating func link(_ entry: Int) {
    entries[entries[entry].previous].next = entry
    entries[entries[entry].next].previous = entry
  }
}
