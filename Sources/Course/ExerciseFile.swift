// Decodes `exercise.yml`.

internal import Records
internal import YAMLConfig

/// What `exercise.yml` says; nil stands for what is faulty and has been reported.
struct ExerciseFile {
  var title: LocalizedText?
  var section: Exercise.Section?
  /// Nil also if absent.
  var order: Located<Int>?
  var languages: [Located<Language>]?
  var parts: [Exercise.Part]
  var properties: [Located<Exercise.Property>]?
  var limits: Limits
  var budget: ExplorationBudget
  var swiftLanguageMode: Int

  /// - Parameter course: Gives the languages of texts, and what limits and budget override.
  static func decoding(_ course: CourseFile) -> Decoding<ExerciseFile> {
    .mapping { map in
      let races = map.optional("races", Decoding<Exercise.Races>.choice, default: .remark)
      let limits = map.optional("limits", .limits(over: course.limits), default: course.limits)
      return ExerciseFile(
        title: map.required("title", .localized(course.textLanguages)),
        section: map.required("section", .section),
        order: map.optional("order", Decoding<Int>.integer(in: 0...9999).located),
        languages: map.required("languages", .set(of: Decoding<Language>.choice)),
        parts: map.optional("parts", .set(of: Decoding<Exercise.Part>.choice))?.map(\.value) ?? [.implement],
        properties: map.required(
          "properties", .properties(course.textLanguages, races: races, limits: limits.execution)),
        limits: limits,
        budget: map.optional(
          "budget", .budget(over: course.budget, strategies: course.strategies), default: course.budget),
        swiftLanguageMode: map.optional("swiftLanguageMode", .integer(in: 5...6), default: 5))
    }
  }
}

extension Decoding<String> {
  /// Lower-case words joined by hyphens.
  static var identifier: Decoding {
    string.satisfying("an identifier in kebab case", hint: "as in `first-in-first-out`", \.isKebabCase)
  }
}

extension String {
  /// Whether the text is lower-case ASCII words joined by single hyphens, the first beginning with a letter.
  var isKebabCase: Bool {
    let words = split(separator: "-", omittingEmptySubsequences: false)
    return utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } == true
      && words.allSatisfy { word in
        !word.isEmpty
          && word.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || isDigit($0) }
      }
  }

  /// Whether the text is `NN-kebab-case`.
  var isExerciseID: Bool {
    let number = utf8.prefix(2)
    guard number.count == 2, number.allSatisfy(isDigit), dropFirst(2).first == "-" else { return false }
    return String(dropFirst(3)).isKebabCase
  }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

extension Decoding<Exercise.Section> {
  fileprivate static var section: Decoding {
    Decoding { value in
      if case .scalar(let scalar) = value.node.content {
        if scalar.text == "all" { return .all }
        if case .integer(let number?) = scalar.value, (1...999).contains(number) { return .number(number) }
      }
      value.mismatch(expected: "the number of a section, from 1 to 999, or `all`")
      return nil
    }
  }
}

extension Decoding<[Located<Exercise.Property>]> {
  fileprivate static func properties(
    _ languages: [TextLanguage], races: Exercise.Races, limits: ExecutionLimits
  ) -> Decoding {
    let ownLimits = NumberField.decoding(NumberField<ExecutionLimits>.ofProperty, over: limits)
    let property = Decoding<Located<Exercise.Property>>.mapping { map in
      let id = map.required("id", Decoding<String>.identifier.located)
      let points = map.required("points", .integer(in: 1...1000))
      let visibility = map.optional(
        "visibility", Decoding<Exercise.Property.Visibility>.choice, default: .visible)
      let text = map.required("text", .localized(languages))
      let hint = map.optional("hint", .localized(languages))
      let races = map.optional("races", Decoding<Exercise.Races>.choice, default: races)
      let limits = map.optional("limits", ownLimits, default: limits)
      guard let id, let points, let text else { return nil }
      let property = Exercise.Property(
        id: id.value, points: points, visibility: visibility, text: text, hint: hint, races: races,
        limits: limits)
      return Located(property, at: id.mark)
    }
    return Decoding { value in
      guard let properties = Decoding.list(of: property)(value) else { return nil }
      if properties.isEmpty { value.error("an exercise has at least one property") }
      var lines: [String: Int] = [:]
      for property in properties {
        let id = property.value.id
        if let line = lines[id] {
          value.collector.error(
            "property `\(id)` is listed twice, first on line \(line)", at: property.mark, in: value.file)
        } else {
          lines[id] = property.mark.line
        }
      }
      return properties.isEmpty ? nil : properties
    }
  }
}
