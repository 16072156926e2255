import Foundation
import Records
import Testing

@testable import Course

@Suite struct LookupTests {
  private static let course: Course = {
    let ids = ["01-queue-and-stack", "02-bounded-queue", "03-process-queue", "10-mutex-counter", "11-mutex"]
    let title = LocalizedText([.english: "x"])
    let exercises = ids.enumerated().map { index, id in
      Exercise(
        id: id, title: title, section: .all, order: index, languages: [.swift], parts: [.implement], properties: [],
        limits: Limits(), budget: ExplorationBudget(), swiftLanguageMode: 5, folder: URL(filePath: "/\(id)"),
        supportFiles: [:], hints: [], solution: nil)
    }
    return Course(
      root: URL(filePath: "/"), title: title, exercises: exercises, languages: [.swift: LanguageSettings()],
      textLanguages: [.english], tier: .full, limits: Limits(), budget: ExplorationBudget())
  }()

  @Test(arguments: [
    ("02-bounded-queue", "02-bounded-queue"), ("02", "02-bounded-queue"), ("2", "02-bounded-queue"),
    ("bounded-queue", "02-bounded-queue"), ("bound", "02-bounded-queue"), ("02-b", "02-bounded-queue"),
    ("Bounded-Queue", "02-bounded-queue"), ("10", "10-mutex-counter"), ("1", "01-queue-and-stack"),
    ("mutex", "11-mutex"), ("mutex-", "10-mutex-counter"), ("03-", "03-process-queue"),
  ]) func `an exercise is found by identifier, number, name or unique prefix`(text: String, id: String) throws {
    #expect(try Self.course.exercise(matching: text).id == id)
  }

  @Test(arguments: [
    ("bonded-queue", "did you mean `bounded-queue`?"), ("02-bounded-quue", "did you mean `02-bounded-queue`?"),
    ("zebra", "`grade list` shows all exercises"), ("7", "`grade list` shows all exercises"),
    ("", "`grade list` shows all exercises"), ("９", "`grade list` shows all exercises"),
  ]) func `an exercise that does not exist is an error with a suggestion`(text: String, hint: String) {
    let error = #expect(throws: Course.LookupError.self) { try Self.course.exercise(matching: text) }
    #expect(error?.description == "there is no exercise `\(text)`")
    #expect(error?.hint == hint)
  }

  @Test func `a prefix of several exercises is an error that lists them`() {
    let error = #expect(throws: Course.LookupError.self) { try Self.course.exercise(matching: "mut") }
    #expect(error?.description == "`mut` may be any of several exercises")
    #expect(error?.hint == "one of `10-mutex-counter`, `11-mutex`")
  }
}
