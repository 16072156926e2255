// Reads one plugin folder and checks that its parts fit together.

internal import Foundation
internal import Records
internal import YAMLConfig

/// Loads the exercise in a folder; every fault goes to the collector.
struct ExerciseLoader {
  let folder: Place
  let id: String
  let course: CourseFile
  /// The exercise's folder among the solutions, if there is one.
  let solutionFolder: Place?
  let collector: DiagnosticCollector

  private var manifest: Place { folder.appending("exercise.yml") }

  /// The exercise and, for checks across exercises, where its manifest gives its order; nil after diagnostics.
  func load() -> (exercise: Exercise, file: SourceFile, order: Mark)? {
    if !id.isExerciseID {
      folder.error(
        "an exercise's folder is named `NN-kebab-case`, not `\(id)`", hint: "as in `02-bounded-queue`", into: collector)
    }
    checkReadmes()
    let hints = loadHints()
    guard let file = manifest.readYAML(into: collector),
      let content = ExerciseFile.decoding(course)(file, collector: collector)
    else { return nil }
    let languages = content.languages.map { check($0, in: file) } ?? []
    let isImplemented = content.parts.contains(.implement)
    if isImplemented {
      for language in languages {
        checkSources(language)
        if let properties = content.properties { checkProperties(language, against: properties, in: file) }
      }
    }
    if content.parts.contains(.predict) {
      folder.appending("predict", "questions.yml").demandFile("the questions", into: collector)
    }
    let solution = solutionFolder.map {
      SolutionLoader(
        folder: $0, id: id, languages: isImplemented ? languages : [], hasPredictions: content.parts.contains(.predict),
        properties: content.properties?.map(\.value.id), textLanguages: course.textLanguages, collector: collector
      ).load()
    }
    guard id.isExerciseID, let title = content.title, let section = content.section, let properties = content.properties
    else { return nil }
    let exercise = Exercise(
      id: id, title: title, section: section, order: content.order?.value ?? Int(id.prefix(2))!, languages: languages,
      parts: content.parts, properties: properties.map(\.value), limits: content.limits, budget: content.budget,
      swiftLanguageMode: content.swiftLanguageMode, folder: folder.url, supportFiles: supportFiles(languages),
      hints: hints, solution: solution)
    return (exercise, file, content.order?.mark ?? .start)
  }

  private func checkReadmes() {
    for language in course.textLanguages {
      folder.appending(language.readmeName)
        .demandFile("the exercise's text in `\(language.rawValue)`", into: collector)
    }
  }

  /// Hints are `1.en.md`, `1.zh-Hans.md`, `2.en.md` …: every step in every language.
  private func loadHints() -> [[TextLanguage: URL]] {
    let hints = folder.appending("hints")
    var steps: [Int: [TextLanguage: URL]] = [:]
    for name in hints.names {
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 3, parts[2] == "md", let language = TextLanguage(rawValue: String(parts[1])),
        let step = Int(parts[0]), (1...99).contains(step), String(step) == parts[0]
      else {
        hints.appending(name).error(
          "not a hint", hint: "hints are named `1.en.md`, `1.zh-Hans.md`, `2.en.md` …, at most 99", into: collector)
        continue
      }
      steps[step, default: [:]][language] = hints.appending(name).url
    }
    let last = steps.keys.max() ?? 0
    guard last > 0 else { return [] }
    for step in 1...last {
      for language in course.textLanguages where steps[step]?[language] == nil {
        hints.appending("\(step).\(language.rawValue).md")
          .demandFile("step \(step) of the hints in `\(language.rawValue)`", into: collector)
      }
    }
    return (1...last).map { steps[$0] ?? [:] }
  }

  /// The languages that the course has; an error for each of the others.
  private func check(_ languages: [Located<Language>], in file: SourceFile) -> [Language] {
    for language in languages where course.languages[language.value] == nil {
      collector.error(
        "the course does not use `\(language.value.rawValue)`", at: language.mark, in: file,
        hint: "add it to `languages` in \(Course.fileName)")
    }
    return languages.map(\.value).filter { course.languages[$0] != nil }
  }

  private func checkSources(_ language: Language) {
    let sources = folder.appending(language.rawValue)
    let stub = Exercise.sourceFileName(id, language)
    sources.appending(stub).demandFile("the stub a student edits", into: collector)
    sources.appending(language.propertiesFileName).demandFile("the properties", into: collector)
    for name in sources.names where ![stub, language.propertiesFileName, "support"].contains(name) {
      let hint = "the stub is `\(stub)`; given code goes into `\(sources.path)/support`"
      sources.appending(name).error("not part of an exercise", hint: hint, into: collector)
    }
  }

  private func supportFiles(_ languages: [Language]) -> [Language: [URL]] {
    var files: [Language: [URL]] = [:]
    for language in languages {
      let support = folder.appending(language.rawValue, "support")
      files[language] = support.names.map { support.appending($0) }.filter(\.isFile).map(\.url)
    }
    return files
  }

  /// The manifest and the property file must name the same properties.
  private func checkProperties(
    _ language: Language, against manifest: [Located<Exercise.Property>], in file: SourceFile
  ) {
    let place = folder.appending(language.rawValue, language.propertiesFileName)
    guard language == .swift, place.isFile,
      let source = SourceFile.read(place.url, path: place.path, byteLimit: 1 << 20, into: collector)
    else { return }
    let scanner = PropertyScanner(source.text)
    for mark in scanner.unreadable {
      collector.error(
        "a property's identifier must be a plain string literal here", at: mark, in: source,
        hint: "write it out, so that it can be checked against \(self.manifest.path)")
    }
    let listed = Set(manifest.map(\.value.id))
    let declared = Set(scanner.identifiers.map(\.value))
    for property in manifest where !declared.contains(property.value.id) {
      let match = closestMatch(to: property.value.id, among: declared.subtracting(listed).sorted())
      collector.error(
        "property `\(property.value.id)` is not declared in \(place.path)", at: property.mark, in: file,
        hint: match.map { "did you mean `\($0)`?" } ?? "declare it as `Property(\"\(property.value.id)\") { … }`")
    }
    var seen: Set<String> = []
    for identifier in scanner.identifiers {
      if !seen.insert(identifier.value).inserted {
        collector.error("property `\(identifier.value)` is declared twice", at: identifier.mark, in: source)
      } else if !listed.contains(identifier.value) {
        let match = closestMatch(to: identifier.value, among: listed.subtracting(declared).sorted())
        collector.error(
          "property `\(identifier.value)` is not listed in \(self.manifest.path)", at: identifier.mark, in: source,
          hint: match.map { "did you mean `\($0)`?" } ?? "add it to `properties` there")
      }
    }
  }
}
