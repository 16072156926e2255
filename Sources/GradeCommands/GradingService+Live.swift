// Grading as it is done: the tools beside the executable, on what this machine can isolate.

package import Course
import Foundation
import Grading
import Records
import Reports
import Sandbox

extension GradingService {
  /// Finds the tools and the tier.
  ///
  /// - Throws: ``GradingError`` or ``CommandError`` when this machine cannot grade the course.
  package static func live(_ course: Course, least: SandboxTier?) async throws -> GradingService {
    let console = Console.current
    let kit = try Kit(folder: console.helpers)
    let toolchain = try Toolchain.find(
      at: course.languages[.swift]?.toolchain, path: console.environment["PATH"] ?? "")
    // Once: all of a run is graded at one tier.
    let probe = try await Sandbox.probe(launcher: kit.launcher)
    let tier = probe.tier
    if let least, !tier.satisfies(least) { throw CannotIsolate(tier: tier, demanded: least) }
    let cache = BuildCache(folder: BuildCache.defaultFolder(environment: console.environment))
    let grader = Grader(
      builder: SwiftBuilder(
        toolchain: toolchain, kit: kit, sandbox: Sandbox(launcher: kit.launcher, tier: tier), cache: cache))
    return GradingService(
      isolation: Isolation(probe),
      grade: { try await grader.grade($0, options: $1, progress: $2) },
      replay: { try await grader.replay($0, on: $1) },
      check: { exercise, options, graded in
        try await CourseCheck(grader: grader, options: options).check(exercise) { _ in graded() }
      })
  }
}

extension Isolation {
  init(_ probe: Probe) {
    self.init(
      tier: probe.tier.rawValue, memory: probe.tier.memoryMeasure.rawValue,
      missing: probe.obstacles.map(\.tier.rawValue))
  }
}

/// The course demands more isolation than there is.
struct CannotIsolate: Error {
  var tier: Tier
  var demanded: SandboxTier
}

extension Tier {
  /// Whether a course that demands a tier may be graded at this one. Without any isolation none may, unless the reader
  /// allows it.
  func satisfies(_ demanded: SandboxTier) -> Bool {
    let tiers = SandboxTier.allCases
    guard let own = SandboxTier(rawValue: rawValue) else { return false }
    return tiers.firstIndex(of: own)! >= tiers.firstIndex(of: demanded)!
  }
}
