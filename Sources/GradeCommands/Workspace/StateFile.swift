// Small facts that outlive a command: what was solved, which hints were shown.

import Foundation

/// One JSON file in a workspace's `.grade` folder.
struct StateFile<Value: Codable> {
  let url: URL
  /// What is known before anything was saved.
  let initial: Value

  init(_ name: String, in workspace: Workspace, initial: Value) {
    url = workspace.root.appending(components: ".grade", "\(name).json")
    self.initial = initial
  }

  /// What was saved last. A file that cannot be understood is set aside, and `note` is told its new name.
  func load(note: (URL) -> Void) -> Value {
    guard let data = try? Data(contentsOf: url) else { return initial }
    if let value = try? JSONDecoder().decode(Value.self, from: data) { return value }
    if let aside = try? AtomicFile.setAside(url, label: "unreadable") { note(aside) }
    return initial
  }

  func save(_ value: Value) throws {
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    try AtomicFile.write(encoder.encode(value), to: url)
  }
}

/// The last verdict on each exercise, by identifier.
struct Progress: Codable, Hashable {
  struct Entry: Codable, Hashable {
    var passed: Bool
    var points: Int
    var maxPoints: Int
  }

  var exercises: [String: Entry] = [:]
}

/// How many hints were shown for each exercise, by identifier.
struct HintsShown: Codable, Hashable {
  var exercises: [String: Int] = [:]
}
