import Course
import Foundation
import Grading
import Records
import Testing

@Suite("Checking an exercise")
struct CourseCheckTests {
  /// Grades with few schedules: these tests are about what the check concludes.
  private let options = GradingOptions(schedules: 60)

  @Test("A fair exercise has no problems, and every mutant is caught")
  func fair() async throws {
    let fixture = try await Fixture()
    let check = try await CourseCheck(grader: fixture.grader, options: options).check(fixture.exercise)
    #expect(check.problems == [])
    #expect(check.mutants.map(\.name) == ["without-a-lock", "locks-twice"])
    #expect(check.mutants.allSatisfy { $0.isCaught })
    #expect(check.mutants.map { $0.result["starts-at-zero"]?.verdict } == [.passed, .passed])
    #expect(check.solution.passed)
    #expect(!check.stub.passed)
  }

  @Test("A solution that fails, a stub that passes and a mutant that survives are each named")
  func unfair() async throws {
    try await withTemporaryFolder { folder in
      let root = folder.appending(component: "course")
      let fixture = try await Fixture()
      try FileManager.default.copyItem(at: fixture.course.root, to: root)
      let solution = root.appending(path: "solutions/01-counter/swift/Counter.swift")
      let stub = root.appending(path: "exercises/01-counter/swift/Counter.swift")
      let mutant = root.appending(path: "solutions/01-counter/mutants/swift/locks-twice/Counter.swift")
      let right = try Data(contentsOf: solution)
      try Data(contentsOf: stub).write(to: solution)
      try right.write(to: stub)
      try right.write(to: mutant)
      let exercise = try #require(try Course.load(root: root).exercises.first)
      let check = try await CourseCheck(grader: fixture.grader, options: options).check(exercise)
      #expect(
        check.problems == [
          .solutionFails(property: "counts-every-increment", verdict: .failed), .stubPasses,
          .mutantSurvives(mutant: "locks-twice", property: "counts-every-increment", verdict: .passed),
        ])
      #expect(!check.isFair)
    }
  }

  @Test("A work that does not build is named")
  func unbuilt() async throws {
    try await withTemporaryFolder { folder in
      let root = folder.appending(component: "course")
      let fixture = try await Fixture()
      try FileManager.default.copyItem(at: fixture.course.root, to: root)
      try Data("}".utf8).write(to: root.appending(path: "solutions/01-counter/mutants/swift/locks-twice/Counter.swift"))
      let exercise = try #require(try Course.load(root: root).exercises.first)
      let check = try await CourseCheck(grader: fixture.grader, options: options).check(exercise)
      #expect(check.problems == [.doesNotBuild(.mutant("locks-twice"))])
    }
  }
}
