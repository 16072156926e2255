import Foundation

public final class Counter {
  private var count = 0

  public init() {}

  public func increment() {
    let old = count
    count = old + 1
  }

  public var value: Int { count }
}
