import Foundation
import Records
import Testing
import YAMLConfig

@testable import Course

/// What `docs/configuration.md` says is what the code does.
@Suite struct DocumentationTests {
  private let text: String

  init() throws {
    text = try String(contentsOf: Fixtures.repository.appending(path: "docs/configuration.md"), encoding: .utf8)
  }

  /// The YAML block that begins with a comment naming the file.
  private func example(_ file: String) throws -> String {
    let start = try #require(text.range(of: "```yaml\n# \(file)\n"))
    let end = try #require(text.range(of: "\n```", range: start.upperBound..<text.endIndex))
    return String(text[start.upperBound..<end.lowerBound]) + "\n"
  }

  /// The cells of the table row of a key.
  private func row(_ key: String) throws -> [String] {
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("| `\(key)` |") }, "no row for `\(key)`")
    return line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private func decode<Value>(_ yaml: String, _ decoding: Decoding<Value>) -> (value: Value?, faults: [Diagnostic]) {
    let collector = DiagnosticCollector()
    let value = decoding(SourceFile(path: "docs", text: yaml), collector: collector)
    return (value, collector.diagnostics)
  }

  /// The keys that a mapping takes, from what is said about one it does not take.
  private func keys<Value>(of decoding: Decoding<Value>) -> [String] {
    let hint = decode("{zzzzzzzzzzzz: 1}", decoding).faults.compactMap(\.hint).first { $0.hasPrefix("known: ") } ?? ""
    return hint.dropFirst("known: ".count).components(separatedBy: ", ").map { String($0.dropFirst().dropLast()) }
  }

  private let root = URL(filePath: "/course", directoryHint: .isDirectory)

  private var courseFile: Decoding<CourseFile> { CourseFile.decoding(root: root, strategies: Strategy.ofPortfolio) }

  private var defaults: CourseFile {
    get throws { try #require(decode("title: {en: a, zh-Hans: b}", courseFile).value) }
  }

  @Test func `the examples are valid`() throws {
    let course = decode(try example("grader.yml"), courseFile)
    #expect(course.faults.isEmpty)
    #expect(course.value?.languages[.swift]?.toolchain?.path == "/opt/swift")
    let exercise = decode(try example("exercise.yml"), ExerciseFile.decoding(try defaults))
    #expect(exercise.faults.isEmpty)
    #expect(exercise.value?.properties?.map(\.value.id) == ["never-exceeds-maxsize", "every-waiter-is-woken"])
    let mutants = decode(try example("mutants.yml"), MutantEntry.list(TextLanguage.allCases))
    #expect(mutants.faults.isEmpty)
    #expect(mutants.value?.map(\.property.value) == ["never-exceeds-maxsize", "every-waiter-is-woken"])
  }

  @Test func `every key has its row`() throws {
    let courseKeys = keys(of: courseFile)
    #expect(courseKeys.count == 8)
    for key in courseKeys { _ = try row(key == "sandbox" ? "sandbox.tier" : key) }
    let exerciseKeys = keys(of: ExerciseFile.decoding(try defaults))
    #expect(exerciseKeys.count == 10)
    for key in exerciseKeys { _ = try row(key) }
    let budgetKeys = keys(of: .budget(over: ExplorationBudget(), strategies: []))
    #expect(budgetKeys.count == 3)
    for key in budgetKeys { _ = try row("budget.\(key)") }
  }

  @Test func `every limit has its row with its range and its default`() throws {
    func check<Root>(_ fields: [NumberField<Root>], _ prefix: String, _ defaults: Root) throws {
      for field in fields {
        let cells = try row("limits.\(prefix).\(field.key)")
        #expect(cells[1] == "\(field.range.lowerBound)…\(field.range.upperBound)")
        #expect(cells[2] == "\(defaults[keyPath: field.property] / field.unit)")
      }
    }
    try check(NumberField<ExecutionLimits>.all, "execution", ExecutionLimits())
    try check(NumberField<BuildLimits>.all, "build", BuildLimits())
    let own = try row("properties[].limits")[3].matches(of: /`([A-Za-z]+)`/).map { String($0.1) }
    #expect(own == NumberField<ExecutionLimits>.ofProperty.map(\.key))
  }

  @Test func `every default is the one that the code has`() throws {
    let budget = ExplorationBudget()
    #expect(try row("budget.schedules")[1...2] == ["1…1000000", "\(budget.schedules)"])
    #expect(try row("budget.seed")[1...2] == ["0…\(Int.max)", "\(budget.seed)"])
    let strategies = Strategy.ofPortfolio
    #expect(try row("budget.strategies")[1] == strategies.map { "`\($0.name)`" }.joined(separator: ", "))
    for strategy in strategies {
      let share = 100 * budget.strategies.count { $0 == strategy } / budget.strategies.count
      #expect(try row("budget.strategies")[2].contains("\(share) % `\(strategy.name)`"))
    }
    let defaults = try defaults
    #expect(try row("exercises")[2] == "`[\(defaults.exercises.map(\.value).joined(separator: ", "))]`")
    #expect(try row("solutions")[2] == "`[\(defaults.solutions.joined(separator: ", "))]`")
    for tier in SandboxTier.allCases { #expect(try row("sandbox.tier")[3].contains("`\(tier.rawValue)`")) }
    #expect(try row("sandbox.tier")[2] == "`\(defaults.tier.rawValue)`")
    #expect(try row("textLanguages")[2] == "`[\(defaults.textLanguages.map(\.rawValue).joined(separator: ", "))]`")
  }

  @Test func `the bounds on a file are the ones that the code has`() {
    #expect(text.contains("at most \(YAMLBounds.bytes / 1024) KiB, at most \(YAMLBounds.depth) levels deep"))
    #expect(YAMLBounds.nodes == 10_000 && text.contains("up to 10,000 nodes once expanded"))
  }

  @Test func `the course of this repository is valid, each exercise with its solution and mutants`() throws {
    let course = try Course.load(root: Fixtures.repository)
    #expect(!course.exercises.isEmpty)
    for exercise in course.exercises {
      #expect(try #require(exercise.solution).mutants.count >= 6, "\(exercise.id)")
      #expect(!exercise.hints.isEmpty, "\(exercise.id)")
    }
  }
}
