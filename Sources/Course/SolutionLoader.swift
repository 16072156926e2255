// Reads an exercise's solution folder and checks its mutants.

internal import Foundation
internal import Records
internal import YAMLConfig

/// Loads the solution in a folder; every fault goes to the collector.
struct SolutionLoader {
  let folder: Place
  let id: String
  let languages: [Language]
  let hasPredictions: Bool
  /// The exercise's properties; nil if they could not be read.
  let properties: [String]?
  let textLanguages: [TextLanguage]
  let collector: DiagnosticCollector

  func load() -> Solution {
    for language in languages {
      folder.appending(language.rawValue, Exercise.sourceFileName(id, language))
        .demandFile("the solution", into: collector)
    }
    if hasPredictions { folder.appending("predict", "answers.yml").demandFile("the answers", into: collector) }
    return Solution(folder: folder.url, mutants: languages.isEmpty ? [] : loadMutants(), exercise: id)
  }

  private func loadMutants() -> [Mutant] {
    guard let file = folder.appending("mutants.yml").readYAML(into: collector),
      let entries = MutantEntry.list(textLanguages)(file, collector: collector)
    else { return [] }
    checkFolders(listed: Set(entries.map(\.name.value)))
    return entries.map { entry in
      if let properties, !properties.contains(entry.property.value) {
        collector.error(
          "exercise `\(id)` has no property `\(entry.property.value)`", at: entry.property.mark, in: file,
          hint: suggestion(for: entry.property.value, among: properties))
      }
      let files = programs(of: entry.name.value)
      if files.isEmpty {
        let expected = languages.map { program(of: entry.name.value, $0).path }.joined(separator: " or ")
        collector.error(
          "mutant `\(entry.name.value)` has no program", at: entry.name.mark, in: file, hint: "expected at \(expected)")
      }
      return Mutant(
        name: entry.name.value, misconception: entry.misconception, property: entry.property.value, files: files)
    }
  }

  private func program(of mutant: String, _ language: Language) -> Place {
    folder.appending("mutants", language.rawValue, mutant, Exercise.sourceFileName(id, language))
  }

  private func programs(of mutant: String) -> [Language: URL] {
    var files: [Language: URL] = [:]
    for language in languages {
      let place = program(of: mutant, language)
      if place.isFile { files[language] = place.url }
    }
    return files
  }

  /// A mutant that nobody lists would never be run.
  private func checkFolders(listed: Set<String>) {
    for language in languages {
      let mutants = folder.appending("mutants", language.rawValue)
      for name in mutants.names where !listed.contains(name) {
        let match = closestMatch(to: name, among: listed.sorted())
        mutants.appending(name).error(
          "mutant `\(name)` is not listed in \(folder.path)/mutants.yml",
          hint: match.map { "did you mean `\($0)`?" }, into: collector)
      }
    }
  }
}
