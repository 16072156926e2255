// Exercise 01: a queue and a stack. The README says what each member does.

/// What can go wrong.
enum QueueError: Error {
  /// `get` was called and there was nothing to take.
  case empty
}

/// First in, first out.
struct FIFOQueue<Element> {
  // TODO: Give the queue something to keep its items in.

  /// How many items are in the queue.
  var count: Int {
    // TODO: Say how many items were put and not yet taken.
    0
  }

  /// Whether there is nothing in the queue.
  var isEmpty: Bool { count == 0 }

  /// Adds an item at the back.
  mutating func put(_ item: Element) {
    // TODO: Keep the item.
  }

  /// Takes the item that has been in the queue longest.
  mutating func get() throws -> Element {
    // TODO: Take the item out and return it; throw only when there is none.
    throw QueueError.empty
  }
}

/// Last in, first out.
struct LIFOStack<Element> {
  // TODO: Give the stack something to keep its items in.

  /// How many items are on the stack.
  var count: Int {
    // TODO: Say how many items were put and not yet taken.
    0
  }

  /// Whether there is nothing on the stack.
  var isEmpty: Bool { count == 0 }

  /// Adds an item on top.
  mutating func put(_ item: Element) {
    // TODO: Keep the item.
  }

  /// Takes the item that was put last.
  mutating func get() throws -> Element {
    // TODO: Take the item off and return it; throw only when there is none.
    throw QueueError.empty
  }
}
