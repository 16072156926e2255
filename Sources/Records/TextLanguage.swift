// The languages that texts, READMEs, hints and reports are written in.

/// A language that everything a student reads is written in.
package enum TextLanguage: String, Codable, Hashable, Sendable, CaseIterable {
  case english = "en"
  case simplifiedChinese = "zh-Hans"

  /// The language of a locale as POSIX names it, such as `zh_CN.UTF-8`; English where it is none of ours.
  package init(locale: String) {
    let isChinese = locale == "zh" || locale.hasPrefix("zh_") || locale.hasPrefix("zh-")
    self = isChinese ? .simplifiedChinese : .english
  }

  /// The language that the environment asks for: the first non-empty one of `LC_ALL`, `LC_MESSAGES` and `LANG`.
  package init(environment: [String: String]) {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"]
    self.init(locale: names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "")
  }
}
