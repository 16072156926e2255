// What was built, by what it was built from.

package import Foundation
internal import Records

/// A folder of built libraries and objects, one folder an entry.
///
/// Any number of processes may use it at once, and any of them may be killed at any moment: an entry is written under a
/// temporary name and renamed when it is whole, so it is there wholly or not at all. An entry is named by a fingerprint
/// of its key and holds the key itself: two keys with one fingerprint are a miss, never the wrong build.
package struct BuildCache: Sendable {
  package let folder: URL
  /// When entries together are larger, those unused for longest go. In bytes.
  private let capacity: Int

  private static let keyName = "key"
  private static let warningsName = "warnings"
  /// No entry used within this time is removed: a `grade` that runs may still need it. In seconds.
  private static let grace: TimeInterval = 3600

  package init(folder: URL, capacity: Int = 256 << 20) {
    self.folder = folder
    self.capacity = capacity
  }

  /// `$XDG_CACHE_HOME/concurrency-workbook`, or `~/.cache/concurrency-workbook` (XDG Base Directory Specification).
  package static func defaultFolder(environment: [String: String]) -> URL {
    let base =
      environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? URL(filePath: $0) : nil }
      ?? URL(filePath: environment["HOME"] ?? NSHomeDirectory()).appending(path: ".cache")
    return base.appending(component: "concurrency-workbook")
  }

  /// What was built, and what the compiler said of it.
  struct Entry: Hashable, Sendable {
    var folder: URL
    var warnings: String
  }

  /// The entry for a key, marked as used now; `nil` when there is none.
  func entry(for key: Data) -> Entry? {
    let place = place(of: key)
    guard (try? Data(contentsOf: place.appending(component: Self.keyName))) == key,
      let warnings = try? String(contentsOf: place.appending(component: Self.warningsName), encoding: .utf8)
    else { return nil }
    utimensat(AT_FDCWD, place.path, nil, 0)
    return Entry(folder: place, warnings: warnings)
  }

  /// A new empty folder to build in, which becomes an entry or is removed.
  ///
  /// - Throws: ``GradingError`` when it cannot be made.
  func makeTemporaryFolder() throws(GradingError) -> TemporaryFolder {
    do {
      return try TemporaryFolder(in: folder)
    } catch {
      throw .cacheNotWritable(folder: folder.path, reason: error.localizedDescription)
    }
  }

  /// Makes a folder an entry, with all that is in it.
  ///
  /// - Returns: the entry: another process's, when it was first.
  func commit(
    _ temporary: TemporaryFolder, key: Data, warnings: String
  ) throws(GradingError) -> Entry {
    let place = place(of: key)
    do {
      try key.write(to: temporary.url.appending(component: Self.keyName))
      try Data(warnings.utf8).write(to: temporary.url.appending(component: Self.warningsName))
    } catch {
      throw .cacheNotWritable(folder: folder.path, reason: error.localizedDescription)
    }
    if rename(temporary.url.path, place.path) != 0 {
      if let entry = entry(for: key) { return entry }
      // Another key's entry, or a damaged one: the newer one stays.
      remove(place)
      guard rename(temporary.url.path, place.path) == 0 else {
        throw .cacheNotWritable(folder: folder.path, reason: String(cString: strerror(errno)))
      }
    }
    return Entry(folder: place, warnings: warnings)
  }

  /// Removes what killed processes left, and old entries beyond the capacity.
  func sweep() {
    let keys: [URLResourceKey] = [.contentModificationDateKey]
    let places =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: keys)) ?? []
    for place in places { TemporaryFolder.removeIfAbandoned(place) }
    let entries = places.compactMap { place -> (place: URL, used: Date, size: Int)? in
      guard FileManager.default.fileExists(atPath: place.appending(component: Self.keyName).path),
        let used = try? place.resourceValues(forKeys: Set(keys)).contentModificationDate
      else { return nil }
      return (place, used, Self.size(of: place))
    }
    var size = entries.reduce(0) { $0 + $1.size }
    let limit = Date(timeIntervalSinceNow: -Self.grace)
    for entry in entries.sorted(by: { $0.used < $1.used }) where size > capacity && entry.used < limit {
      remove(entry.place)
      size -= entry.size
    }
  }

  /// Removes an entry as a whole: it is no entry any more before the first of its files is gone.
  private func remove(_ place: URL) {
    guard let temporary = try? TemporaryFolder(in: folder) else { return }
    rename(place.path, temporary.url.appending(component: place.lastPathComponent).path)
  }

  private static func size(of place: URL) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    return names.reduce(0) { sum, name in
      let attributes = try? FileManager.default.attributesOfItem(atPath: place.appending(component: name).path)
      return sum + (attributes?[.size] as? Int ?? 0)
    }
  }

  private func place(of key: Data) -> URL { folder.appending(component: Fingerprint(key).hexadecimal) }
}
