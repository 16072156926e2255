// An exercise: what its manifest says and where its files are.

package import Foundation
package import Records

/// A programming language that students work in.
package enum Language: String, Hashable, Sendable, CaseIterable, Codable {
  case swift, python

  /// The file that states the properties.
  package var propertiesFileName: String {
    switch self {
    case .swift: "Properties.swift"
    case .python: "properties.py"
    }
  }

  var fileExtension: String {
    switch self {
    case .swift: "swift"
    case .python: "py"
    }
  }
}

/// A plugin folder of the course.
package struct Exercise: Sendable, Identifiable {
  package enum Section: Hashable, Sendable, Comparable {
    case number(Int)
    /// The exercise draws on the whole course.
    case all
  }

  package enum Part: String, Hashable, Sendable, CaseIterable {
    /// Graded by properties run under controlled schedules.
    case implement
    /// Which outputs can a program print?
    case predict
  }

  /// Something that must hold for the student's code.
  package struct Property: Hashable, Sendable, Identifiable {
    package enum Visibility: String, Hashable, Sendable, CaseIterable {
      case visible, hidden
    }

    /// In kebab case; the one its `Property("…")` in the property file has.
    package var id: String
    package var points: Int
    package var visibility: Visibility
    package var text: LocalizedText
    package var hint: LocalizedText?
    package var races: Races
    /// The exercise's limits on an execution with the property's own over them.
    package var limits: ExecutionLimits
  }

  /// What a data race means that nothing else shows.
  package enum Races: String, Hashable, Sendable, CaseIterable {
    /// The property does not hold.
    case failure
    /// It is told, and costs nothing.
    case remark
  }

  /// The folder's name, as `02-bounded-queue`.
  package let id: String
  package let title: LocalizedText
  package let section: Section
  /// The place in the course; unique.
  package let order: Int
  package let languages: [Language]
  package let parts: [Part]
  package let properties: [Property]
  /// The course's limits with the exercise's own over them.
  package var limits: Limits
  /// The course's budget with the exercise's own over it.
  package let budget: ExplorationBudget
  /// The language mode of the student's Swift file: 5 or 6.
  package let swiftLanguageMode: Int
  package let folder: URL
  /// Given code by language, sorted by name.
  package let supportFiles: [Language: [URL]]
  /// One element a step, from the first.
  package let hints: [[TextLanguage: URL]]
  /// Nil in a copy of the course without solutions.
  package let solution: Solution?
}

extension Exercise {
  /// The file a student edits: `BoundedQueue.swift`, `bounded_queue.py`.
  package func sourceFileName(_ language: Language) -> String { Self.sourceFileName(id, language) }

  static func sourceFileName(_ id: String, _ language: Language) -> String {
    let words = id.split(separator: "-").dropFirst()
    let base =
      switch language {
      case .swift: words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
      case .python: words.joined(separator: "_")
      }
    return "\(base).\(language.fileExtension)"
  }

  /// The number in front of the identifier, as `02`.
  package var number: Substring { id.prefix { $0 != "-" } }

  /// The identifier without its number, as `bounded-queue`.
  package var name: Substring { id.drop { $0 != "-" }.dropFirst() }

  package func stubFile(_ language: Language) -> URL {
    folder.appending(components: language.rawValue, sourceFileName(language))
  }

  package func propertiesFile(_ language: Language) -> URL {
    folder.appending(components: language.rawValue, language.propertiesFileName)
  }

  package func readme(_ language: TextLanguage) -> URL { folder.appending(component: language.readmeName) }

  /// The sum of the properties' points.
  package var points: Int { properties.reduce(0) { $0 + $1.points } }
}

/// The author's answer to an exercise, and the known-wrong ones.
package struct Solution: Sendable {
  package let folder: URL
  /// In the order of `mutants.yml`.
  package let mutants: [Mutant]
  private let exercise: Exercise.ID

  init(folder: URL, mutants: [Mutant], exercise: Exercise.ID) {
    self.folder = folder
    self.mutants = mutants
    self.exercise = exercise
  }

  package func file(_ language: Language) -> URL {
    folder.appending(components: language.rawValue, Exercise.sourceFileName(exercise, language))
  }
}

/// A program with a misconception in it that one property must catch.
package struct Mutant: Hashable, Sendable {
  package let name: String
  package let misconception: LocalizedText
  /// The identifier of the property.
  package let property: Exercise.Property.ID
  /// The program in each language it is written in; at least one.
  package let files: [Language: URL]
}
