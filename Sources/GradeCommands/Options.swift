// Options that several commands share.

import ArgumentParser
import Course
import Grading
import Records

/// Options of every command.
struct GlobalOptions: ParsableArguments {
  @Option(
    name: .customLong("lang"), help: ArgumentHelp("Language of texts (default: the locale's).", valueName: "language"))
  var language: TextLanguage?

  @Option(
    name: .customLong("course"),
    help: ArgumentHelp("The course: the folder of grader.yml.", valueName: "folder"), completion: .directory)
  var course: String?
}

/// Which implementation to grade.
struct WorkOptions: ParsableArguments {
  @Flag(help: "Grade the course's solution.")
  var solution = false

  @Flag(help: "Grade the stub.")
  var stub = false

  @Option(help: ArgumentHelp("Grade one of the course's known-wrong programs.", valueName: "name"))
  var mutant: String?

  @Option(
    help: ArgumentHelp("Grade the work in a folder: the file itself, or a folder per exercise.", valueName: "folder"),
    completion: .directory)
  var submission: String?

  func validate() throws {
    let given = [solution ? "--solution" : nil, stub ? "--stub" : nil, mutant.map { _ in "--mutant" }]
    let names = (given + [submission.map { _ in "--submission" }]).compactMap { $0 }
    if names.count > 1 {
      throw ValidationError("`\(names[0])` and `\(names[1])` exclude each other: give one of them.")
    }
  }

  var work: Work {
    if solution { return .solution }
    if stub { return .stub }
    return mutant.map(Work.mutant) ?? .submission
  }
}

/// How much is explored, and where.
struct ExplorationOptions: ParsableArguments {
  @Option(help: "What every random choice derives from (default: the course's).")
  var seed: UInt64?

  @Option(help: ArgumentHelp("Schedules for each property (default: the course's).", valueName: "count"))
  var schedules: Int?

  func validate() throws {
    if let schedules, !(1...1_000_000).contains(schedules) {
      throw ValidationError("`--schedules \(schedules)` is out of range: from 1 to 1000000.")
    }
  }
}

/// How much isolation is demanded before anything of the graded code runs.
struct IsolationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The least isolation to run the code at (default: the course's).", valueName: "tier"))
  var requireTier: SandboxTier?

  @Flag(help: "Run the code even where the machine cannot isolate it.")
  var allowUnsandboxed = false

  func validate() throws {
    if allowUnsandboxed, requireTier != nil {
      throw ValidationError("`--require-tier` and `--allow-unsandboxed` exclude each other: give one of them.")
    }
  }

  /// Outside of any course as much as a course demands that says nothing.
  func least(of course: Course?) -> SandboxTier? {
    allowUnsandboxed ? nil : requireTier ?? course?.tier ?? .full
  }
}

extension SandboxTier: ExpressibleByArgument {}

extension ExplorationOptions {
  var options: GradingOptions { GradingOptions(seed: seed, schedules: schedules) }
}

/// What standard output carries.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

extension TextLanguage: ExpressibleByArgument {}
