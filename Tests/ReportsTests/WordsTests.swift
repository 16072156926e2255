import Foundation
import Records
import Testing

@testable import Reports

@Suite struct WordsTests {
  private func placeholders(_ text: String) -> Set<String> {
    Set(text.matches(of: /\{[a-zA-Z]+\}/).map { String($0.output) })
  }

  @Test("Every message is written in every language, with the same placeholders", arguments: TextLanguage.allCases)
  func catalogues(language: TextLanguage) {
    let catalogue = Words(language).catalogue
    let english = Words(.english).catalogue
    for message in Message.allCases {
      guard let text = catalogue[message] else {
        Issue.record("\(message) is not written in \(language)")
        continue
      }
      #expect(!text.isEmpty)
      #expect(placeholders(text) == placeholders(english[message] ?? ""), "\(message)")
    }
  }

  @Test("Chinese texts are Chinese, but for names")
  func chinese() {
    let untranslated: Set<Message> = [.objectFutex, .doctorSwift, .doctorPython, .doctorTool, .doctorClause]
    for message in Message.allCases where !untranslated.contains(message) {
      let text = Words(.simplifiedChinese)[message]
      #expect(
        text.contains { ("\u{3000}"..."\u{9FFF}").contains($0) || ("\u{FF00}"..."\u{FFEF}").contains($0) }, "\(message)"
      )
    }
  }

  @Test("Every verdict and cause is explained in words that no other shares", arguments: TextLanguage.allCases)
  func explanations(language: TextLanguage) {
    let words = Words(language)
    let causes: [Verdict: [Cause]] = [
      .timedOut: [.processorTime, .wallTime, .virtualTime], .limitExceeded: [.threads, .output, .fileSize],
      .endedEarly: [.exitCall], .notGraded: [.unmodelledCall, .nondeterminism, .target, .sandbox],
    ]
    var seen: [String: String] = [:]
    for verdict in Verdict.allCases {
      #expect(!words.name(verdict).isEmpty)
      for cause in causes[verdict]?.map(Optional.some) ?? [nil] {
        let text = words.explain(Outcome(verdict, cause: cause, detail: "x()"))
        let previous = seen.updateValue("\(verdict) \(cause?.rawValue ?? "")", forKey: text)
        #expect(previous == nil, "\(text)")
      }
    }
    #expect(words.explain(Outcome(.endedEarly, cause: .exitCall, detail: "exit(0)")).contains("exit(0)"))
    #expect(words.explain(Outcome(.crashed, detail: "SIGSEGV")).contains("SIGSEGV"))
  }

  @Test(
    "The language follows the locale",
    arguments: [
      (["LANG": "zh_CN.UTF-8"], TextLanguage.simplifiedChinese), (["LANG": "en_GB.UTF-8"], .english), ([:], .english),
      (["LANG": "zh_CN.UTF-8", "LC_ALL": "C"], .english), (["LC_ALL": "", "LANG": "zh_CN"], .simplifiedChinese),
    ])
  func locale(environment: [String: String], expected: TextLanguage) {
    #expect(TextLanguage(environment: environment) == expected)
  }

  @Test("Digits are grouped by thousands")
  func numbers() {
    let words = Words(.english)
    #expect([0, 999, 1000, 1_234_567, -1000].map(words.number) == ["0", "999", "1,000", "1,234,567", "-1,000"])
  }

  @Test("A property that passed tells how much was run")
  func coverage() {
    func text(_ coverage: Coverage, _ language: TextLanguage) -> String {
      Words(language).covered(
        by: PropertyResult(
          property: "holds", verdict: .passed, points: 1, maxPoints: 1, schedules: 1000, budget: 1000,
          coverage: coverage))
    }
    #expect(text(.sample, .english) == "1,000 schedules")
    #expect(text(.everyOrder(1), .english) == "the only order")
    #expect(text(.everyOrder(3328), .english) == "all 3,328 orders")
    #expect(text(.everyOrder(24), .simplifiedChinese) == "全部 24 种顺序")
    #expect(text(.everyOrderOfSimplestInput(1), .english) == "1,000 schedules")
    #expect(text(.everyOrderOfSimplestInput(6), .english) == "1,000 schedules, all 6 orders of the simplest input")
  }

  @Test("Every attempt of the launcher has its name in Chinese, and nothing else has")
  func attempts() throws {
    let source = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Sources/CSandbox/attempts.c")
    let text = try String(contentsOf: source, encoding: .utf8)
    let names = text.matches(of: /\{"(?:confined|full)", "([^"]+)"/).map { String($0.1) }
    #expect(names.count > 30)
    #expect(Set(names).symmetricDifference(Words.attemptsInChinese.keys) == [])
  }

  @Test("All that the launcher says of failed steps is there in Chinese, and nothing else is")
  func launcher() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/CSandbox")
    let literal = #/"(?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*/#
    var said: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file.hasSuffix(".c") {
      let text = try String(contentsOf: folder.appending(component: file), encoding: .utf8)
      // Calls of `fail`, and the texts that several share.
      let places = text.matches(of: #/\bfail\((?s:.*?)\);|(?:remedy|usage)\[\] =(?s:.*?);\n/#).map(\.output)
      said.formUnion(
        places.flatMap { $0.matches(of: literal) }.map {
          $0.output.replacing(#/"\s*"/#, with: "").trimmingCharacters(in: ["\""])
        })
    }
    // Names of calls stand as they are, and so does what is given to them.
    said = said.filter { $0.contains(" ") && $0.wholeMatch(of: #/(prctl|ioctl) [A-Z_]+/#) == nil }
    #expect(said.count > 30)
    #expect(said.symmetricDifference(Words.stepsInChinese.keys) == [])
  }

  @Test("The system's reasons are told in the reader's language, unknown ones too")
  func systemErrors() {
    #expect(Words(.english).systemError(EACCES) == "Permission denied")
    #expect(Words(.simplifiedChinese).systemError(EACCES) == "权限不够")
    #expect(Words(.simplifiedChinese).systemError(EXDEV) == "Invalid cross-device link（errno 18）")
  }
}
