import Foundation

public final class Counter {
  public init() {}
  public func increment() {}
  public var value: Int { 0 }
}
