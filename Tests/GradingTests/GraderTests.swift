import Course
import Foundation
import Grading
import Records
import Testing

@Suite("Grading a built exercise")
struct GraderTests {
  @Test("The solution earns every point, on every schedule of the budget")
  func solution() async throws {
    let fixture = try await Fixture()
    let result = try await fixture.grader.grade(.solution(fixture.exercise))
    #expect(result.build.status == .built)
    #expect(result.build.diagnostics == "")
    #expect(result.properties.map(\.verdict) == [.passed, .passed])
    // The first has one order, which needs one schedule; the second draws its input.
    #expect(result.properties.map(\.schedules) == [1, 200])
    #expect(result.properties.map(\.coverage) == [.everyOrder(1), .everyOrderOfSimplestInput(1)])
    #expect((result.points, result.maxPoints) == (3, 3))
  }

  @Test("A counter without its lock fails with the smallest input, the lines, and a token")
  func race() async throws {
    let fixture = try await Fixture()
    let result = try await fixture.grader.grade(.mutant("without-a-lock", of: fixture.exercise))
    let property = try #require(result["counts-every-increment"])
    #expect(property.verdict == .failed)
    #expect((property.points, property.maxPoints) == (0, 2))
    let failure = try #require(property.failure)
    #expect(failure.values == [InputValue(label: "threads", value: "2")])
    #expect(failure.outcome.detail == "the value after 2 increments: expected 2, got 1")
    #expect(failure.outcome.location?.file == "Properties.swift")
    #expect(failure.threads.contains("thread-2"))
    let lines = failure.events.filter { [.read, .write].contains($0.kind) }.compactMap(\.location)
    #expect(lines.contains(SourceLocation(file: "Counter.swift", line: 9)))
    #expect(lines.contains(SourceLocation(file: "Counter.swift", line: 10)))
    #expect(result["starts-at-zero"]?.verdict == .passed)
  }

  @Test("A lock taken twice is a deadlock that says who waits where")
  func deadlock() async throws {
    let fixture = try await Fixture()
    let result = try await fixture.grader.grade(.mutant("locks-twice", of: fixture.exercise))
    let outcome = try #require(result["counts-every-increment"]?.failure?.outcome)
    #expect(outcome.verdict == .deadlocked)
    let waiting = try #require(outcome.waiting.first { $0.operation == .lock })
    #expect(waiting.heldBy == waiting.thread)
    #expect(waiting.location == SourceLocation(file: "Counter.swift", line: 16))
  }

  @Test("The number of workers changes nothing but the time")
  func workers() async throws {
    for work in ["without-a-lock", "locks-twice"] {
      let one = try await Fixture(cores: [Machine.cores[0]])
      let two = try await Fixture(cores: [Machine.cores[0], Machine.cores[0]])
      let results = (
        try await one.grader.grade(.mutant(work, of: one.exercise)),
        try await two.grader.grade(.mutant(work, of: two.exercise))
      )
      #expect(results.0.withoutTimes == results.1.withoutTimes)
    }
  }

  @Test("A replayed token gives the events of the report")
  func replay() async throws {
    let fixture = try await Fixture()
    let work = try GradedWork.mutant("without-a-lock", of: fixture.exercise)
    let failure = try #require(try await fixture.grader.grade(work)["counts-every-increment"]?.failure)
    let text = "\(fixture.exercise.id).counts-every-increment.\(try #require(failure.token))"
    let token = try ReplayToken(parsing: text)
    let replay = try await fixture.grader.replay(token, on: work)
    #expect(replay.sourceMatches)
    #expect(replay.execution.events == failure.events)
    #expect(replay.execution.outcome == failure.outcome)
    let other = try await fixture.grader.replay(token, on: .solution(fixture.exercise))
    #expect(!other.sourceMatches)
    #expect(other.execution.outcome.verdict == .passed)
  }

  @Test("A property file that compiles with nobody's work is the course's fault, not the student's")
  func brokenProperties() async throws {
    let fixture = try await Fixture()
    try await withTemporaryFolder { folder in
      let root = folder.appending(component: "course")
      try FileManager.default.copyItem(at: fixture.course.root, to: root)
      let exercise = try #require(try Course.load(root: root).exercises.first)
      let properties = exercise.propertiesFile(.swift)
      let text = try String(contentsOf: properties, encoding: .utf8)
      try Data((text + "let unfinished: Int = \"\"\n").utf8).write(to: properties)
      let solution = try GradedWork.solution(exercise).file
      let work = GradedWork(exercise: exercise, work: .submission, file: solution)
      await #expect {
        _ = try await fixture.grader.grade(work)
      } throws: {
        ($0 as? GradingError)?.fault == .course
      }
      let stub = try await fixture.grader.grade(.stub(exercise))
      #expect(stub.build.status == .failed)
    }
  }

  @Test("A limit too low to compile anything is the course's fault, not the student's", arguments: [true, false])
  func lowLimits(isMemory: Bool) async throws {
    let fixture = try await Fixture()
    // Compiles the system's modules. A cache of results of its own, so that the stub is built anew.
    _ = try await fixture.grader.grade(.stub(fixture.exercise))
    try await withTemporaryFolder { folder in
      let cold = try await Fixture(cache: folder.appending(component: "cache"))
      var exercise = fixture.exercise
      // A group is charged only for what it reads into memory first: much of a compiler is there already.
      if isMemory { exercise.limits.build.memoryBytes = 8 << 20 } else { exercise.limits.build.processes = 1 }
      let work = GradedWork(
        exercise: exercise, work: .submission, file: try GradedWork.solution(exercise).file, shownPath: "Counter.swift")
      let error = await #expect(throws: GradingError.self) { _ = try await cold.grader.grade(work) }
      #expect(error == .stubExceedsLimits(exercise: "01-counter"))
      #expect(error?.fault == .course)
    }
  }

  @Test("A property's own limit holds for it alone")
  func propertyLimits() async throws {
    let fixture = try await Fixture()
    try await withTemporaryFolder { folder in
      let root = folder.appending(component: "course")
      try FileManager.default.copyItem(at: fixture.course.root, to: root)
      let manifest = try #require(Course.load(root: root).exercises.first).folder.appending(component: "exercise.yml")
      let text = try String(contentsOf: manifest, encoding: .utf8)
      let limited = text.replacing(
        "- id: starts-at-zero\n", with: "- id: starts-at-zero\n    limits: {virtualSeconds: 1}\n")
      try Data(limited.utf8).write(to: manifest)
      let exercise = try #require(try Course.load(root: root).exercises.first)
      let solution = try String(contentsOf: try GradedWork.solution(exercise).file, encoding: .utf8)
      let file = folder.appending(component: "Counter.swift")
      let slow = solution.replacing("init() {", with: "init() { Thread.sleep(forTimeInterval: 5)")
      try #require(slow != solution && limited != text)
      try Data(slow.utf8).write(to: file)
      let result = try await fixture.grader.grade(GradedWork(exercise: exercise, work: .submission, file: file))
      #expect(result["counts-every-increment"]?.verdict == .passed)
      #expect(result["starts-at-zero"]?.failure?.outcome.cause == .virtualTime)
    }
  }

  @Test("A token of a property that does not exist is refused by name")
  func unknownProperty() async throws {
    let fixture = try await Fixture()
    let work = try GradedWork.solution(fixture.exercise)
    let token = ReplayToken(
      exercise: "01-counter", property: "unknown", fingerprint: 0, input: [], schedule: Schedule())
    let error = await #expect(throws: GradingError.self) { try await fixture.grader.replay(token, on: work) }
    let known = work.exercise.properties.map(\.id)
    #expect(error == .noProperty("unknown", exercise: "01-counter", known: known))
    #expect(error?.fault == .usage)
  }
}
