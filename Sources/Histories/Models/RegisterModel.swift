// Values that are read, written, and set where they are as expected.

package import Records

/// The model `register(initial:)`: any number of registers, each with a name or the one without, all of the same initial
/// value. Values are compared as they print.
package struct RegisterModel: NamedModel {
  package struct Call: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      case read
      case write(String)
      /// Replies whether the value was `expected`, and then is `new`.
      case compareAndSet(expected: String, new: String)
    }
    package var register: String
    package var kind: Kind

    package init(_ kind: Kind, register: String = "") {
      self.register = register
      self.kind = kind
    }
  }

  static let name = "register"
  static let operations = [
    "read()", "write(value)", "compareAndSet(expected, new)", "read(register)", "write(register, value)",
    "compareAndSet(register, expected, new)",
  ]

  private var value: String

  package init(initial: String) { value = initial }

  init?(_ declaration: Expression) {
    guard declaration.has(0...0, labels: ["initial"]), let initial = declaration.labelled["initial"] else { return nil }
    self.init(initial: initial)
  }

  static func call(_ call: Expression) -> Call? {
    let arguments = call.arguments
    switch call.name {
    case "read" where call.has(0...1): return Call(.read, register: arguments.first ?? "")
    case "write" where call.has(1...2):
      return Call(.write(arguments.last!), register: arguments.count == 2 ? arguments[0] : "")
    case "compareAndSet" where call.has(2...3):
      let values = arguments.suffix(2)
      return Call(
        .compareAndSet(expected: values.first!, new: values.last!), register: arguments.count == 3 ? arguments[0] : "")
    default: return nil
    }
  }

  package static func part(of call: Call) -> String { call.register }

  package mutating func apply(_ call: Call) -> HistoryReply? {
    switch call.kind {
    case .read: return .returned(value)
    case .write(let new):
      value = new
      return .returned("")
    case .compareAndSet(let expected, let new):
      guard value == expected else { return .returned("false") }
      value = new
      return .returned("true")
    }
  }
}
