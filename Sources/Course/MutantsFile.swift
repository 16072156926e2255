// Decodes `mutants.yml`.

internal import Records
internal import YAMLConfig

/// One entry of `mutants.yml`.
struct MutantEntry {
  var name: Located<String>
  var misconception: LocalizedText
  var property: Located<String>

  static func list(_ languages: [TextLanguage]) -> Decoding<[MutantEntry]> {
    typealias Body = (misconception: LocalizedText, property: Located<String>)
    let body = Decoding<Body>.mapping { map in
      let misconception = map.required("misconception", .localized(languages))
      let property = map.required("property", Decoding<String>.string.located)
      guard let misconception, let property else { return nil }
      return (misconception, property)
    }
    return Decoding { value in
      guard let entries = Decoding<[(key: Located<String>, value: Body)]>.entries(of: body)(value) else { return nil }
      var isValid = true
      for (key, _) in entries where !key.value.isKebabCase {
        value.collector.error(
          "a mutant's name is in kebab case, not `\(key.value)`", at: key.mark, in: value.file,
          hint: "as in `if-instead-of-while`")
        isValid = false
      }
      guard isValid else { return nil }
      return entries.map {
        MutantEntry(name: $0.key, misconception: $0.value.misconception, property: $0.value.property)
      }
    }
  }
}
