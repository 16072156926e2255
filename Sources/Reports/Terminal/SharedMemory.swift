// Which accesses to memory a reader needs to see: those by which threads meet.

import Records

/// The memory that threads share in an execution and that at least one of them changes.
struct SharedMemory {
  private var conflicting: Set<String> = []

  /// Accesses on the property's own lines are left out. O(events).
  init(_ events: [Event], sourceLine: (SourceLocation) -> String?) {
    struct Use {
      var threads: Set<Int> = []
      var isChanged = false
    }
    var uses: [String: Use] = [:]
    for event in events where event.kind.isMemory && !event.isPropertyCode {
      guard let object = event.object else { continue }
      let isChanged = event.kind == .write || event.kind == .atomic && Self.isAtomicOperation(event, sourceLine)
      uses[object, default: Use()].threads.insert(event.thread)
      if isChanged { uses[object, default: Use()].isChanged = true }
    }
    conflicting = Set(uses.filter { $0.value.threads.count > 1 && $0.value.isChanged }.keys)
  }

  /// Whether the accessed memory is shared and changed.
  func conflicts(_ event: Event) -> Bool { event.object.map(conflicting.contains) == true }

  /// Whether the source asks for an atomic operation, which may change the memory. The compiler makes others, to fill
  /// its caches.
  private static func isAtomicOperation(_ event: Event, _ sourceLine: (SourceLocation) -> String?) -> Bool {
    event.location.flatMap(sourceLine)?.contains(
      /\.(load|store|exchange|\w*[cC]ompareExchange|(wrapping|bitwise|logical)\w+|add|subtract|min|max)\(/) == true
  }
}

extension EventKind {
  var isMemory: Bool { self == .read || self == .write || self == .atomic }
}

extension Event {
  /// Whether the step stands on a line of the property's.
  var isPropertyCode: Bool { location?.file == "Properties.swift" }
}
