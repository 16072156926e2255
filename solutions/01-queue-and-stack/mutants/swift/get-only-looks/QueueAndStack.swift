// A queue whose `get` returns the item and leaves it inside.

/// What can go wrong.
enum QueueError: Error {
  /// `get` was called and there was nothing to take.
  case empty
}

/// First in, first out.
struct FIFOQueue<Element> {
  private var items: [Element] = []

  /// How many items are in the queue.
  var count: Int { items.count }

  /// Whether there is nothing in the queue.
  var isEmpty: Bool { items.isEmpty }

  /// Adds an item at the back.
  mutating func put(_ item: Element) {
    items.append(item)
  }

  /// Takes the item that has been in the queue longest.
  mutating func get() throws -> Element {
    guard let item = items.first else { throw QueueError.empty }
    return item
  }
}

/// Last in, first out.
struct LIFOStack<Element> {
  private var items: [Element] = []

  /// How many items are on the stack.
  var count: Int { items.count }

  /// Whether there is nothing on the stack.
  var isEmpty: Bool { items.isEmpty }

  /// Adds an item on top.
  mutating func put(_ item: Element) {
    items.append(item)
  }

  /// Takes the item that was put last.
  mutating func get() throws -> Element {
    guard let item = items.popLast() else { throw QueueError.empty }
    return item
  }
}
