// What the source calls the objects that the engine numbers: `notFull` for `condition 1`.

import Records

/// Names of locks, conditions and semaphores, read from the calls that use them.
struct ObjectNames {
  private var names: [String: String] = [:]

  /// No names: every object keeps its number.
  init() {}

  /// Reads the line of each object's first recognisable use. Objects of one kind that would share a name, such as the
  /// locks of two instances, keep their numbers. O(events).
  init(_ events: [Event], sourceLine: (SourceLocation) -> String?) {
    for event in events {
      guard let object = event.object, names[object] == nil, let line = event.location.flatMap(sourceLine) else {
        continue
      }
      names[object] = Self.receiver(of: event.kind, object: object, in: line)
    }
    var owners: [String: [String]] = [:]
    for (object, name) in names { owners["\(Self.kind(of: object)) \(name)", default: []].append(object) }
    for objects in owners.values where objects.count > 1 {
      for object in objects { names[object] = nil }
    }
  }

  subscript(object: String) -> String? { names[object] }

  /// `mutex` for `mutex 1`.
  static func kind(of object: String) -> Substring { object.prefix { $0 != " " } }

  /// The name that a call on the line uses for the object; `nil` unless there is exactly one.
  private static func receiver(of event: EventKind, object: String, in line: String) -> String? {
    var found: Set<Substring> = []
    // Simple boundaries: Unicode's sees one word in `self.changed`.
    let method = /\b([A-Za-z_]\w*)[?!]?\.(?=([A-Za-z]+)\b)/.wordBoundaryKind(.simple)
    for call in line.matches(of: method) where methods(event).contains(String(call.2)) { found.insert(call.1) }
    let function = /\b(?:pthread_(?:mutex|cond|rwlock|barrier|spin)|sem)_\w+\(\s*&?([\w.]+)(?:\s*,\s*&?([\w.]+))?/
    for call in line.matches(of: function) {
      // A wait names its condition first and its mutex after.
      let isSecond = call.0.hasPrefix("pthread_cond_") && kind(of: object) == "mutex"
      guard let argument = isSecond ? call.2 : call.1 else { continue }
      found.insert(argument.split(separator: ".").last ?? argument)
    }
    return found.count == 1 ? found.first.map(String.init) : nil
  }

  /// The methods whose call gives such an event.
  private static func methods(_ event: EventKind) -> Set<String> {
    switch event {
    case .lock: ["lock", "withLock"]
    case .tryLock: ["try", "tryLock", "lock", "withLockIfAvailable"]
    case .unlock: ["unlock", "withLock"]
    case .wait: ["wait"]
    case .signal: ["signal"]
    case .broadcast: ["broadcast"]
    case .acquire: ["wait", "acquire"]
    case .post: ["signal", "post", "release"]
    default: []
    }
  }
}
