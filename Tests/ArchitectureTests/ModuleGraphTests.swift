import Foundation
import Testing

/// The manifest is read as text: the package manager holds its lock while it runs the tests.
@Suite struct ModuleGraphTests {
  /// Who may use whom.
  private static let allowed: [String: Set<String>] = [
    "CLibYAML": [], "CInterleave": [], "CInterleaveInterface": [], "CSandbox": [], "Records": [],
    "YAMLConfig": ["CLibYAML", "Records"],
    "Course": ["YAMLConfig", "Records"],
    "Sandbox": [],
    "Exploration": ["Records"],
    "Grading": ["Course", "Sandbox", "Exploration", "Records"],
    "Reports": ["Records"],
    "Workbook": ["CInterleaveInterface"],
    "Histories": ["Records"],
    "WorkbookTarget": ["Workbook", "Histories", "Records", "CInterleaveInterface"],
    "GradeCommands": ["Grading", "Reports", "Course", "YAMLConfig", "Sandbox", "Exploration", "Records"],
    "grade": ["GradeCommands"],
  ]

  /// Packages that modules may use.
  private static let allowedProducts: [String: Set<String>] = [
    "GradeCommands": ["ArgumentParser"]
  ]

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    .standardizedFileURL

  private struct Module {
    var name: String
    var dependencies: Set<String>
  }

  /// The modules of the manifest that are not tests, each with what it names as its dependencies.
  private static func modules() throws -> [Module] {
    let manifest = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
    let targets = try #require(manifest.split(separator: "  targets: [").last)
    let products = ["argumentParser": "ArgumentParser"]
    let plain = targets.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
    return plain.matches(
      of: /(?:module\(\s*|\.(?:target|executableTarget|systemLibrary)\(\s*name: )"(\w+)"([^()]*(?:\([^()]*\)[^()]*)*)\)/
    ).compactMap { match in
      let name = String(match.1)
      guard name != "GoldenFiles" else { return nil }
      let body = match.2
      let list =
        body.firstMatch(of: /^,\s*\[([^\]]*)\]/)?.1 ?? body.firstMatch(of: /dependencies: \[([^\]]*)\]/)?.1 ?? ""
      let dependencies = list.split(separator: ",").map { word in
        let word = word.trimmingCharacters(in: .whitespacesAndNewlines)
        return products[word] ?? word.trimmingCharacters(in: ["\""])
      }
      return Module(name: name, dependencies: Set(dependencies.filter { !$0.isEmpty }))
    }
  }

  @Test("Modules depend on each other only as the architecture allows")
  func arrows() throws {
    let modules = try Self.modules()
    #expect(Set(modules.map(\.name)) == Set(Self.allowed.keys))
    for module in modules {
      let allowed = Self.allowed[module.name, default: []].union(Self.allowedProducts[module.name, default: []])
      #expect(
        module.dependencies.subtracting(allowed).isEmpty,
        "\(module.name) may not use \(module.dependencies.subtracting(allowed).sorted())")
    }
  }

  @Test("The arrows have no cycle")
  func acyclic() throws {
    var remaining = Self.allowed
    while !remaining.isEmpty {
      let leaves = remaining.filter { $0.value.allSatisfy { remaining[$0] == nil } }.keys
      try #require(!leaves.isEmpty, "a cycle among \(remaining.keys.sorted())")
      for leaf in leaves { remaining[leaf] = nil }
    }
  }

  @Test("A module imports only what its manifest entry names")
  func imports() throws {
    let modules = try Self.modules()
    let own = Set(modules.map(\.name))
    for module in modules {
      let folder = Self.root.appending(components: "Sources", module.name)
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
        let text = try String(contentsOf: file, encoding: .utf8)
        for match in text.matches(
          of: /(?m)^(?:@\w+ )*(?:(?:package|public|internal|fileprivate|private) )?import (\w+)/)
        {
          let imported = String(match.1)
          if own.contains(imported) {
            #expect(module.dependencies.contains(imported), "\(file.lastPathComponent) imports \(imported)")
          }
        }
      }
    }
  }

  @Test("Only the kit has a public interface")
  func publicInterface() throws {
    for module in try Self.modules() where module.name != "Workbook" && module.name != "WorkbookTarget" {
      let folder = Self.root.appending(components: "Sources", module.name)
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
        let text = try String(contentsOf: file, encoding: .utf8)
        let declarations = text.matches(of: /(?m)^\s*(?:public|open) (?!import)[^\n]*/)
        #expect(declarations.isEmpty, "\(module.name)/\(file.lastPathComponent): \(declarations.map { $0.output })")
      }
    }
  }
}
