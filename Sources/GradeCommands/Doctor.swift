// Looks at the machine: what grading needs, whether it is there, and what to do where it is not.

import Course
import Foundation
import Grading
package import Reports
import Sandbox

package enum Doctor {
  package typealias Examination = @Sendable (Console, Words) async -> [DoctorFinding]

  /// Looks at the real one.
  package static func live(_ console: Console, _ words: Words) async -> [DoctorFinding] {
    let course = Course.find(from: console.workingDirectory).flatMap { try? Course.load(root: $0) }
    var findings = [toolchain(console, course)]
    do throws(GradingError) {
      let kit = try Kit(folder: console.helpers)
      findings.append(DoctorFinding(.doctorHelpers, .good, console.helpers.path))
      findings.append(await isolation(kit, demanded: course?.tier, words))
    } catch {
      findings.append(DoctorFinding(.doctorHelpers, .missing, error.message, remedy: error.hint))
    }
    findings.append(cache(console, words))
    return findings
  }

  private static func toolchain(_ console: Console, _ course: Course?) -> DoctorFinding {
    do throws(GradingError) {
      let toolchain = try Toolchain.find(
        at: course?.languages[.swift]?.toolchain, path: console.environment["PATH"] ?? "")
      return DoctorFinding(.doctorToolchain, .good, toolchain.root)
    } catch {
      return DoctorFinding(.doctorToolchain, .missing, error.message, remedy: error.hint)
    }
  }

  /// What was attempted at the strongest tier, what keeps the machine from a stronger one, and whether the tier that the
  /// course demands is there.
  private static func isolation(_ kit: Kit, demanded: SandboxTier?, _ words: Words) async -> DoctorFinding {
    do {
      let probe = try await Sandbox.probe(launcher: kit.launcher)
      let attempts = probe.attempts.map { "\n\($0.succeeded ? "not stopped" : "stopped"): \($0.name)" }.joined()
      let obstacles = probe.obstacles.map { "\n\($0.tier.rawValue): \($0.explanation)" }.joined()
      let isEnough = demanded.map(probe.tier.satisfies) ?? true
      let state: DoctorFinding.State = !isEnough ? .missing : probe.tier.isIsolated ? .good : .limited
      return DoctorFinding(
        .doctorSandbox, state, "\(probe.tier.rawValue) (\(probe.tier.memoryMeasure.rawValue))" + attempts + obstacles,
        remedy: state == .good ? nil : words[.doctorIsolationRemedy])
    } catch {
      return DoctorFinding(.doctorSandbox, .missing, "\(error)")
    }
  }

  /// Whether built exercises can be kept.
  private static func cache(_ console: Console, _ words: Words) -> DoctorFinding {
    let folder = BuildCache.defaultFolder(environment: console.environment)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      guard FileManager.default.isWritableFile(atPath: folder.path) else { throw CocoaError(.fileWriteNoPermission) }
      return DoctorFinding(.doctorCache, .good, folder.path)
    } catch {
      return DoctorFinding(.doctorCache, .missing, folder.path, remedy: words[.doctorCacheRemedy])
    }
  }
}
