// A queue of linked nodes: putting into a copy changes the last node, which the original has too.

/// What can go wrong.
enum QueueError: Error {
  /// `get` was called and there was nothing to take.
  case empty
}

/// First in, first out.
struct FIFOQueue<Element> {
  private final class Node {
    let item: Element
    var next: Node?

    init(_ item: Element) { self.item = item }
  }
  private var first: Node?
  private var last: Node?

  /// How many items are in the queue.
  var count: Int {
    var (count, node) = (0, first)
    while let here = node { (count, node) = (count + 1, here.next) }
    return count
  }

  /// Whether there is nothing in the queue.
  var isEmpty: Bool { first == nil }

  /// Adds an item at the back.
  mutating func put(_ item: Element) {
    let node = Node(item)
    if let last { last.next = node } else { first = node }
    last = node
  }

  /// Takes the item that has been in the queue longest.
  mutating func get() throws -> Element {
    guard let node = first else { throw QueueError.empty }
    first = node.next
    if first == nil { last = nil }
    return node.item
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
