// A course: its settings and its exercises.

package import Foundation
package import Records

/// A course as its `grader.yml` and its plugin folders describe it, valid as a whole.
package struct Course: Sendable {
  /// The folder of `grader.yml`.
  package let root: URL
  package let title: LocalizedText
  /// By `order`.
  package let exercises: [Exercise]
  package let languages: [Language: LanguageSettings]
  /// What every text, README and hint is written in; the first is preferred where nothing else decides.
  package let textLanguages: [TextLanguage]
  /// The least isolation that is graded under.
  package let tier: SandboxTier
  /// For what belongs to no exercise; an exercise has its own.
  package let limits: Limits
  /// Likewise.
  package let budget: ExplorationBudget

  /// The name of the file that makes a folder a course.
  package static let fileName = "grader.yml"

  /// The nearest folder that holds a `grader.yml`, going up from a folder; nil if there is none.
  package static func find(from folder: URL) -> URL? {
    var folder = folder.standardizedFileURL
    while true {
      if FileManager.default.fileExists(atPath: folder.appending(component: fileName).path) { return folder }
      let parent = folder.deletingLastPathComponent().standardizedFileURL
      if parent.path == folder.path { return nil }
      folder = parent
    }
  }
}

/// What the course says about a programming language.
package struct LanguageSettings: Hashable, Sendable {
  /// The folder of the toolchain, with `bin/swiftc` or `usr/bin/swiftc` in it; nil for the one in `PATH`.
  package var toolchain: URL?
}
