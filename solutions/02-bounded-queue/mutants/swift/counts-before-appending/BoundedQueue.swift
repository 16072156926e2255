// A bounded queue that counts an item when its `put` begins, and appends it when there is room.

import Foundation

/// Why an item could not be put or taken.
enum QueueError: Error {
  /// There was nothing to take.
  case empty
  /// There was no room.
  case full
}

/// A first-in, first-out queue that holds at most `maxsize` items.
final class BoundedQueue<Element> {
  private let maxsize: Int
  private var items: [Element] = []
  private var counted = 0
  /// Guards `items`; those who wait for room and those who wait for an item share it.
  private let changed = NSCondition()

  /// Makes an empty queue; with a `maxsize` of 0 it has no limit.
  init(maxsize: Int) {
    self.maxsize = maxsize
  }

  /// How many items the queue holds at this moment.
  var count: Int { changed.withLock { counted } }

  /// Whether the queue holds nothing at this moment.
  var isEmpty: Bool { changed.withLock { items.isEmpty } }

  /// Whether the queue holds `maxsize` items at this moment; never, without a limit.
  var isFull: Bool { changed.withLock { !hasRoom } }

  /// Puts an item at the back; waits while the queue is full, for at most `timeout` seconds.
  func put(_ item: Element, timeout: TimeInterval? = nil) throws {
    changed.lock()
    defer { changed.unlock() }
    counted += 1
    guard wait(for: { hasRoom }, timeout: timeout) else {
      counted -= 1
      throw QueueError.full
    }
    items.append(item)
    changed.broadcast()
  }

  /// Takes the item from the front; waits while the queue is empty, for at most `timeout` seconds.
  func get(timeout: TimeInterval? = nil) throws -> Element {
    changed.lock()
    defer { changed.unlock() }
    guard wait(for: { !items.isEmpty }, timeout: timeout) else { throw QueueError.empty }
    counted -= 1
    changed.broadcast()
    return items.removeFirst()
  }

  /// Puts an item at the back, or throws `QueueError.full` at once.
  func putNowait(_ item: Element) throws { try put(item, timeout: 0) }

  /// Takes the item from the front, or throws `QueueError.empty` at once.
  func getNowait() throws -> Element { try get(timeout: 0) }

  /// To be read with the lock held.
  private var hasRoom: Bool { maxsize == 0 || items.count < maxsize }

  /// Waits, with the lock held, until `ready` holds; says false when the time is up before.
  private func wait(for ready: () -> Bool, timeout: TimeInterval?) -> Bool {
    let deadline = timeout.map { Date(timeIntervalSinceNow: $0) }
    while !ready() {
      if let deadline {
        // What was waited for may have come in the last moment, so the items have the last word.
        if !changed.wait(until: deadline) { return ready() }
      } else {
        changed.wait()
      }
    }
    return true
  }
}
