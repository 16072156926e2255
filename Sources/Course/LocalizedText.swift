// Text in the languages a student may read.

package import Records
internal import YAMLConfig

extension TextLanguage {
  /// `README.md`, `README.zh-Hans.md`.
  package var readmeName: String { self == .english ? "README.md" : "README.\(rawValue).md" }
}

/// One text in every language of the course.
package struct LocalizedText: Hashable, Sendable {
  /// At least one; validated to hold every language of the course.
  private let texts: [TextLanguage: String]

  package init(_ texts: [TextLanguage: String]) {
    precondition(!texts.isEmpty, "a text is written in at least one language")
    self.texts = texts
  }

  /// The text in a language or, if the course is not written in it, in the first language it is written in.
  package subscript(language: TextLanguage) -> String {
    texts[language] ?? TextLanguage.allCases.lazy.compactMap { texts[$0] }.first!
  }
}

extension Decoding<LocalizedText> {
  /// A mapping from language to text, in which some languages must be present.
  static func localized(_ languages: [TextLanguage]) -> Decoding {
    .mapping { map in
      var texts: [TextLanguage: String] = [:]
      for language in TextLanguage.allCases {
        let isRequired = languages.contains(language)
        let key = language.rawValue
        texts[language] = isRequired ? map.required(key, .text) : map.optional(key, .text)
      }
      return languages.allSatisfy { texts[$0] != nil } && !texts.isEmpty ? LocalizedText(texts) : nil
    }
  }
}
