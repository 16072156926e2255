// The exploring of programs that a command asks for, apart from how it is done, so that tests can fix its results.

package import Course
package import Exploration
package import Grading
package import Records
import Sandbox

/// Explores programs, all at one sandbox tier.
package struct ProgramService: Sendable {
  /// The last argument is called with how many schedules were run.
  package var explore: Explore
  /// Explores every order, or those with few preemptions, up to a number of executions.
  package var search: Search
  package var replay: @Sendable (ReplayToken, ProgramCommand, ExecutionLimits) async throws -> ProgramReplay

  package typealias Explore =
    @Sendable (ProgramCommand, ExplorationPlan, _ progress: @escaping @Sendable (Int) -> Void) async throws ->
    ProgramResult
  package typealias Search =
    @Sendable (
      ProgramCommand, ExecutionLimits, _ preemptions: Int?, _ most: Int, _ progress: @escaping @Sendable (Int) -> Void
    ) async throws -> ProgramResult
  /// Opens the service on a machine that has the least tier, or on any; the course is the one the reader stands in.
  package typealias Opener = @Sendable (Course?, _ least: SandboxTier?) async throws -> ProgramService

  package init(
    explore: @escaping Explore, search: @escaping Search,
    replay: @escaping @Sendable (ReplayToken, ProgramCommand, ExecutionLimits) async throws -> ProgramReplay
  ) {
    self.explore = explore
    self.search = search
    self.replay = replay
  }

  /// Finds the tools and the tier.
  ///
  /// - Throws: ``GradingError``, or ``CannotIsolate`` when this machine cannot isolate as demanded.
  package static func live(_ course: Course?, least: SandboxTier?) async throws -> ProgramService {
    let console = Console.current
    let kit = try Kit(folder: console.helpers)
    let toolchain = try Toolchain.find(
      at: course?.languages[.swift]?.toolchain, path: console.environment["PATH"] ?? "")
    let tier = try await Sandbox.probe(launcher: kit.launcher).tier
    if let least, !tier.satisfies(least) { throw CannotIsolate(tier: tier, demanded: least) }
    let explorer = ProgramExplorer(
      kit: kit, sandbox: Sandbox(launcher: kit.launcher, tier: tier), toolchain: toolchain)
    return ProgramService(
      explore: { try await explorer.explore($0, plan: $1, progress: $2) },
      search: { try await explorer.search($0, limits: $1, preemptions: $2, most: $3, progress: $4) },
      replay: { try await explorer.replay($0, of: $1, limits: $2) })
  }
}
