import Course
import Foundation
import Records
import Sandbox
import Testing

@testable import Grading

/// The small course beside this file, and a grader for it with a cache of its own.
struct Fixture {
  let course: Course
  let exercise: Exercise
  let grader: Grader
  let cache: BuildCache

  /// Built by the same package build as these tests.
  static let kit = Result { try Kit(folder: Self.builtProducts) }
  static let toolchain = Result {
    try Toolchain.find(at: nil, path: ProcessInfo.processInfo.environment["PATH"] ?? "")
  }
  /// One cache for a whole test run, so that equal sources are built once.
  static let sharedCache = FileManager.default.temporaryDirectory
    .appending(component: "workbook-tests-\(getuid())").appending(component: "cache")

  static let course = Result {
    try Course.load(root: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/course"))
  }
  static let exercise = Result { try #require(course.get().exercises.first) }

  static var builtProducts: URL {
    var folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    if let bundle = CommandLine.arguments.first(where: { $0.hasSuffix(".xctest") }) {
      folder = URL(filePath: bundle).deletingLastPathComponent()
    }
    return folder
  }

  /// The strongest tier of this machine.
  static let tier = Task { try await Sandbox.probe(launcher: kit.get().launcher).tier }

  /// - Parameter sandbox: instead of the strongest tier.
  init(cache: URL = sharedCache, cores: [Int] = Machine.cores, sandbox: Sandbox? = nil) async throws {
    course = try Self.course.get()
    exercise = try Self.exercise.get()
    self.cache = BuildCache(folder: cache)
    if cache != Self.sharedCache {
      // The compiled system headers are nobody's result: one copy does for all tests.
      try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
      let modules = Self.sharedCache.appending(component: "modules")
      try FileManager.default.createDirectory(at: modules, withIntermediateDirectories: true)
      symlink(modules.path, cache.appending(component: "modules").path)
    }
    let kit = try Self.kit.get()
    let strongest = Sandbox(launcher: kit.launcher, tier: try await Self.tier.value)
    let builder = SwiftBuilder(
      toolchain: try Self.toolchain.get(), kit: kit, sandbox: sandbox ?? strongest, cache: self.cache)
    grader = Grader(builder: builder, cores: cores)
  }

  /// Grades a text as a student's file.
  func grade(_ source: String, options: GradingOptions = GradingOptions()) async throws -> ExerciseResult {
    try await withTemporaryFolder { folder in
      try await grader.grade(try submission(source, in: folder), options: options)
    }
  }

  func submission(_ source: String, in folder: URL) throws -> GradedWork {
    let file = folder.appending(component: "Counter.swift")
    try Data(source.utf8).write(to: file)
    return GradedWork(exercise: exercise, work: .submission, file: file, shownPath: "work/Counter.swift")
  }
}

/// Runs `body` with a new folder that is gone afterwards.
func withTemporaryFolder<Result>(
  isolation: isolated (any Actor)? = #isolation, _ body: (URL) async throws -> Result
) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(component: "workbook-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}

extension ExerciseResult {
  subscript(property: String) -> PropertyResult? { properties.first { $0.property == property } }

  /// Without the fields that are times.
  var withoutTimes: ExerciseResult {
    var result = self
    result.build.cached = false
    result.build.seconds = 0
    return result
  }
}
