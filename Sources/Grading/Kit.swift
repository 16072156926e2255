// What grading needs of this package's own build.

package import Foundation
package import Records

/// The folder that `grade` was built into: the target, the engine, the launcher and the kit's module lie beside it.
package struct Kit: Hashable, Sendable {
  package let folder: String

  package var target: String { "\(folder)/workbook-target" }
  package var engine: String { "\(folder)/libInterleave.so" }
  package var launcher: String { "\(folder)/sandbox-launcher" }
  package var modules: String { "\(folder)/Modules" }
  /// What lets the engine choose between a Python script's bytecodes: in the package, above the folder of the build.
  var pythonExplorer: String {
    var above = URL(filePath: folder)
    while above.path != "/" {
      let found = above.appending(path: "python/explore").path
      if FileManager.default.fileExists(atPath: "\(found)/sitecustomize.py") { return found }
      above.deleteLastPathComponent()
    }
    return "\(folder)/python/explore"
  }
  var module: String { "\(modules)/Workbook.swiftmodule" }

  /// - Throws: ``MissingPart``.
  package init(folder: URL) throws(MissingPart) {
    self.folder = folder.resolvingSymlinksInPath().path
    for part in [target, engine, launcher, module] where !FileManager.default.fileExists(atPath: part) {
      throw .graderFile(part)
    }
  }

  /// The engine's strategies, sorted by name: it exports each under its own.
  package var strategies: [Strategy] {
    let prefix = "interleave_strategy_"
    let symbols = FileManager.default.contents(atPath: engine).flatMap(ELFFile.init)?.symbols ?? []
    return symbols.map(\.name).filter { $0.hasPrefix(prefix) }.sorted().map {
      Strategy(rawValue: String($0.dropFirst(prefix.count)).replacing("_", with: "-"))
    }
  }

  /// Tells this kit's interface from another.
  func identity() throws -> String {
    Fingerprint(try Data(contentsOf: URL(filePath: module))).hexadecimal
  }
}
