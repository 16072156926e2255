import Foundation

public final class Counter {
  private let lock = NSLock()
  private var count = 0

  public init() {}

  public func increment() {
    lock.lock()
    count += 1
    lock.unlock()
  }

  public var value: Int {
    lock.lock()
    defer { lock.unlock() }
    return count
  }
}
