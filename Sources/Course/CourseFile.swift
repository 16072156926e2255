// Decodes `grader.yml`.

import Foundation
internal import Records
internal import YAMLConfig

/// What `grader.yml` says; faulty keys have their defaults, so that the exercises can still be looked at.
struct CourseFile {
  var title: LocalizedText?
  var exercises: [Located<String>]
  var solutions: [String]
  var languages: [Language: LanguageSettings]
  var textLanguages: [TextLanguage]
  var tier: SandboxTier
  var limits: Limits
  var budget: ExplorationBudget
  /// Those that a budget may name.
  var strategies: [Strategy]

  /// - Parameter root: What relative paths start from.
  static func decoding(root: URL, strategies: [Strategy]) -> Decoding<CourseFile> {
    .mapping { map in
      // First: the other texts depend on it.
      let textLanguages =
        map.optional("textLanguages", .set(of: Decoding<TextLanguage>.choice))?.map(\.value) ?? TextLanguage.allCases
      let defaultExercises = [Located("exercises", at: map.mark(of: "exercises"))]
      let sandbox = Decoding<SandboxTier>.mapping { map in
        map.optional("tier", Decoding<SandboxTier>.choice, default: .full)
      }
      return CourseFile(
        title: map.required("title", .localized(textLanguages)),
        exercises: map.optional(
          "exercises", .list(of: Decoding<String>.text.located), default: defaultExercises),
        solutions: map.optional("solutions", .list(of: .text), default: ["solutions"]),
        languages: map.optional("languages", languages(root: root), default: [.swift: LanguageSettings()]),
        textLanguages: textLanguages,
        tier: map.optional("sandbox", sandbox, default: .full),
        limits: map.optional("limits", .limits(over: Limits()), default: Limits()),
        budget: map.optional(
          "budget", .budget(over: ExplorationBudget(), strategies: strategies), default: ExplorationBudget()),
        strategies: strategies)
    }
  }

  private static func languages(root: URL) -> Decoding<[Language: LanguageSettings]> {
    func settings(_ language: Language) -> Decoding<LanguageSettings> {
      .mapping { map in
        let toolchain = language == .swift ? map.optional("toolchain", .text) : nil
        return LanguageSettings(toolchain: toolchain.map { URL(filePath: $0, relativeTo: root).standardizedFileURL })
      }
    }
    return .mapping { map in
      var languages: [Language: LanguageSettings] = [:]
      for language in Language.allCases {
        let named = map.optional(language.rawValue, settings(language), default: LanguageSettings())
        if map.contains(language.rawValue) { languages[language] = named }
      }
      if languages.isEmpty { map.value.error("expected at least one language") }
      return languages.isEmpty ? nil : languages
    }
  }
}
