// Programs that an exercise shows, and that no grade depends on.

package import Foundation

extension Exercise {
  /// An example program: a Python script in the exercise's `examples` folder.
  package struct Example: Hashable, Sendable {
    /// The file's name without its extension.
    package var name: String
    package var file: URL
  }

  /// Sorted by name.
  package var examples: [Example] {
    let folder = folder.appending(component: "examples")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".py") }.sorted().map {
      Example(name: String($0.dropLast(3)), file: folder.appending(component: $0))
    }
  }
}
