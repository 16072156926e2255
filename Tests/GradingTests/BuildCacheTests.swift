import Foundation
import Testing

@testable import Grading

@Suite("The build cache")
struct BuildCacheTests {
  private let key = Data("a key".utf8)

  /// Makes an entry whose library holds a text.
  @discardableResult
  private func add(_ text: String, key: Data, to cache: BuildCache) throws -> BuildCache.Entry {
    let folder = try cache.makeTemporaryFolder()
    try Data(text.utf8).write(to: folder.url.appending(component: "x.so"))
    return try cache.commit(folder, key: key, warnings: "warned")
  }

  private func age(_ place: URL, by seconds: TimeInterval) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: place.path)
  }

  @Test("An entry is found again by its key, with what the compiler said")
  func roundTrip() async throws {
    try await withTemporaryFolder { folder in
      let cache = BuildCache(folder: folder)
      #expect(cache.entry(for: key) == nil)
      let entry = try add("library", key: key, to: cache)
      #expect(cache.entry(for: key) == entry)
      #expect(entry.warnings == "warned")
      #expect(try String(contentsOf: entry.folder.appending(component: "x.so"), encoding: .utf8) == "library")
      #expect(cache.entry(for: Data("b key".utf8)) == nil)
    }
  }

  @Test("Another key under the same fingerprint is a miss, and its build takes the place")
  func collision() async throws {
    try await withTemporaryFolder { folder in
      let cache = BuildCache(folder: folder)
      let entry = try add("old", key: key, to: cache)
      let place = entry.folder
      try Data("another key".utf8).write(to: place.appending(component: "key"))
      #expect(cache.entry(for: key) == nil)
      let newer = try add("new", key: key, to: cache)
      #expect(try String(contentsOf: newer.folder.appending(component: "x.so"), encoding: .utf8) == "new")
      #expect(cache.entry(for: key) == newer)
    }
  }

  @Test("Of two processes that build the same, the first one's library is used by both")
  func race() async throws {
    try await withTemporaryFolder { folder in
      let cache = BuildCache(folder: folder)
      try add("first", key: key, to: cache)
      let second = try add("second", key: key, to: cache)
      #expect(try String(contentsOf: second.folder.appending(component: "x.so"), encoding: .utf8) == "first")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
    }
  }

  @Test("What a killed build left is no entry and goes with the next sweep; what a living one makes stays")
  func killed() async throws {
    try await withTemporaryFolder { folder in
      let cache = BuildCache(folder: folder)
      let living = try cache.makeTemporaryFolder()
      let abandoned = folder.appending(component: "new-1-1")
      try FileManager.default.createDirectory(at: abandoned, withIntermediateDirectories: true)
      try Data("half".utf8).write(to: abandoned.appending(component: "x.so"))
      cache.sweep()
      #expect(!FileManager.default.fileExists(atPath: abandoned.path))
      #expect(FileManager.default.fileExists(atPath: living.url.path))
    }
  }

  @Test("A temporary folder is gone with its last reference")
  func temporary() async throws {
    try await withTemporaryFolder { folder in
      var temporary: TemporaryFolder? = try TemporaryFolder(in: folder)
      let path = try #require(temporary?.url.path)
      #expect(FileManager.default.fileExists(atPath: path))
      temporary = nil
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test("Beyond its capacity the cache drops what was unused for longest, and nothing of the last hour")
  func capacity() async throws {
    try await withTemporaryFolder { folder in
      let cache = BuildCache(folder: folder, capacity: 250)
      var places: [URL] = []
      for (number, age) in [9000, 8000, 100].enumerated() {
        let entry = try add(String(repeating: "x", count: 100), key: Data([UInt8(number)]), to: cache)
        places.append(entry.folder)
        try self.age(places[number], by: TimeInterval(age))
      }
      cache.sweep()
      #expect(places.map { FileManager.default.fileExists(atPath: $0.path) } == [false, true, true])
    }
  }

  @Test("Finding an entry counts as using it")
  func use() async throws {
    try await withTemporaryFolder { folder in
      let cache = BuildCache(folder: folder, capacity: 0)
      let place = try add("x", key: key, to: cache).folder
      try age(place, by: 9000)
      #expect(cache.entry(for: key) != nil)
      cache.sweep()
      #expect(FileManager.default.fileExists(atPath: place.path))
    }
  }

  @Test("The folder is the user's cache folder, as the environment names it")
  func location() {
    #expect(
      BuildCache.defaultFolder(environment: ["XDG_CACHE_HOME": "/c", "HOME": "/h"]).path == "/c/concurrency-workbook")
    #expect(BuildCache.defaultFolder(environment: ["HOME": "/h"]).path == "/h/.cache/concurrency-workbook")
    #expect(
      BuildCache.defaultFolder(environment: ["XDG_CACHE_HOME": "relative", "HOME": "/h"]).path
        == "/h/.cache/concurrency-workbook")
  }
}
