// A queue over two stacks that pours one onto the other while the other still holds items.

/// What can go wrong.
enum QueueError: Error {
  /// `get` was called and there was nothing to take.
  case empty
}

/// First in, first out.
struct FIFOQueue<Element> {
  private var arriving: [Element] = []
  private var leaving: [Element] = []

  /// How many items are in the queue.
  var count: Int { arriving.count + leaving.count }

  /// Whether there is nothing in the queue.
  var isEmpty: Bool { count == 0 }

  /// Adds an item at the back.
  mutating func put(_ item: Element) {
    arriving.append(item)
  }

  /// Takes the item that has been in the queue longest.
  mutating func get() throws -> Element {
    while let item = arriving.popLast() { leaving.append(item) }
    guard let item = leaving.popLast() else { throw QueueError.empty }
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
