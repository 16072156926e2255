// A first-in, first-out queue with a capacity.

package import Records

/// The model `boundedQueue(maxsize:)`: a queue of values as they print; a `maxsize` of 0 is no limit.
///
/// A timed call that gives up does so at an instant at which the queue is full, or empty.
package struct BoundedQueueModel: NamedModel {
  package enum Call: Hashable, Sendable {
    /// Waits while the queue is full; `waits` is false for one that may give up.
    case put(String, waits: Bool)
    case get(waits: Bool)
    case count, isFull, isEmpty
  }

  static let name = "boundedQueue"
  static let operations = [
    "put(item)", "put(item, timeout: seconds)", "putNowait(item)", "get()", "get(timeout: seconds)", "getNowait()",
    "count", "isFull", "isEmpty",
  ]

  private let maxsize: Int
  private var items: [String] = []

  package init(maxsize: Int) { self.maxsize = maxsize }

  init?(_ declaration: Expression) {
    guard declaration.has(0...0, labels: ["maxsize"]),
      let maxsize = declaration.labelled["maxsize"].flatMap({ Int($0) }),
      maxsize >= 0
    else { return nil }
    self.init(maxsize: maxsize)
  }

  static func call(_ call: Expression) -> Call? {
    switch call.name {
    case "put" where call.has(1...1, labels: ["timeout"]):
      .put(call.arguments[0], waits: call.labelled["timeout"] == nil)
    case "putNowait" where call.has(1...1): .put(call.arguments[0], waits: false)
    case "get" where call.has(0...0, labels: ["timeout"]): .get(waits: call.labelled["timeout"] == nil)
    case "getNowait" where call.has(0...0): .get(waits: false)
    case "count" where call.has(0...0): .count
    case "isFull" where call.has(0...0): .isFull
    case "isEmpty" where call.has(0...0): .isEmpty
    default: nil
    }
  }

  package mutating func apply(_ call: Call) -> HistoryReply? {
    let isFull = maxsize > 0 && items.count >= maxsize
    switch call {
    case .put(_, let waits) where isFull: return waits ? nil : .threw("full")
    case .get(let waits) where items.isEmpty: return waits ? nil : .threw("empty")
    case .put(let item, _):
      items.append(item)
      return .returned("")
    case .get: return .returned(items.removeFirst())
    case .count: return .returned("\(items.count)")
    case .isFull: return .returned("\(isFull)")
    case .isEmpty: return .returned("\(items.isEmpty)")
    }
  }
}
