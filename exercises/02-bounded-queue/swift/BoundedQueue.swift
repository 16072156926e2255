// Exercise 02: a bounded queue that many threads share. The README says what each member does.

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
  // TODO: Give the queue something to keep its items in, and something for threads to wait on.

  /// Makes an empty queue; with a `maxsize` of 0 it has no limit.
  init(maxsize: Int) {
    // TODO: Remember the limit.
  }

  /// How many items the queue holds at this moment.
  var count: Int {
    // TODO: Another thread may be changing the items right now.
    0
  }

  /// Whether the queue holds nothing at this moment.
  var isEmpty: Bool {
    // TODO: Look at the items, safely.
    true
  }

  /// Whether the queue holds `maxsize` items at this moment; never, without a limit.
  var isFull: Bool {
    // TODO: Look at the items, safely.
    false
  }

  /// Puts an item at the back; waits while the queue is full, for at most `timeout` seconds.
  func put(_ item: Element, timeout: TimeInterval? = nil) throws {
    // TODO: Wait for room, or throw `QueueError.full` when the time is up. Keep the item. Wake who waits for it.
  }

  /// Takes the item from the front; waits while the queue is empty, for at most `timeout` seconds.
  func get(timeout: TimeInterval? = nil) throws -> Element {
    // TODO: Wait for an item, and throw only when the time is up. Take the item. Wake who waits for the room.
    throw QueueError.empty
  }

  /// Puts an item at the back, or throws `QueueError.full` at once.
  func putNowait(_ item: Element) throws {
    // TODO: As `put`, without the waiting.
  }

  /// Takes the item from the front, or throws `QueueError.empty` at once.
  func getNowait() throws -> Element {
    // TODO: As `get`, without the waiting.
    throw QueueError.empty
  }
}
