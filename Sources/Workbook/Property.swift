// What a property file declares.

/// A statement about the student's code that must hold on every schedule and for every input.
///
/// The body runs once per schedule, as the main thread of a fresh process. It draws its input, starts threads and
/// states what must hold through its ``Execution``. The property passes when the body returns; a body that throws
/// has failed.
///
/// Unchecked, so that a property file in Swift 6 mode can list its properties in a global: a body runs once in an
/// execution, on the main thread.
public struct Property: @unchecked Sendable {
  /// The identifier under which manifests, reports and mutants know the property: lower-case words joined by hyphens.
  public let identifier: String
  /// Whether a timed wait or a sleep of the student's code may end at any point, the clock jumping to its deadline, as
  /// on a machine too loaded to run the other threads first. The property's own pauses are exempt.
  public let earlyTimeouts: Bool
  /// Whether a condition or futex wait may end although nobody signalled.
  public let spuriousWakeups: Bool
  /// Runs the property once.
  public let body: (Execution) throws -> Void

  /// - Parameters:
  ///   - earlyTimeouts: allows what ``earlyTimeouts`` says. What the property states may then not depend on how long
  ///     the student's code takes.
  ///   - spuriousWakeups: allows what ``spuriousWakeups`` says.
  public init(
    _ identifier: String, earlyTimeouts: Bool = false, spuriousWakeups: Bool = false,
    body: @escaping (Execution) throws -> Void
  ) {
    self.identifier = identifier
    self.earlyTimeouts = earlyTimeouts
    self.spuriousWakeups = spuriousWakeups
    self.body = body
  }
}

/// Hands an exercise's properties to the target that opened its library. Called by generated code only.
public func exportProperties(_ properties: [Property]) -> UnsafeMutableRawPointer {
  Unmanaged.passRetained(PropertyList(properties)).toOpaque()
}

/// The properties of one library, as they cross from it to the target.
package final class PropertyList {
  package let properties: [Property]

  init(_ properties: [Property]) {
    self.properties = properties
  }
}

/// Makes the runtime's type metadata that every execution needs, once, before any is forked: each would make its own.
///
/// Not optimised, so that it asks the runtime as an exercise's code does.
@_optimize(none)
package func prepareMetadata() {
  let list = PropertyList([Property("") { _ in }])
  for property in list.properties { _ = property.identifier }
  let execution = Execution(seed: 0, given: [])
  _ = execution.choices.draw(below: 1)
  let threads = Threads()
  threads.add("worker-\(threads.bodies.count)") {}
  let started = threads.bodies.map { ThreadBody(name: $0.name, execution: execution, body: $0.body) }
  _ = started.map { _ in WorkbookThread(number: 0) }
}
