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
    var findings = [toolchain(console)]
    do throws(GradingError) {
      let kit = try Kit(folder: console.helpers)
      findings.append(DoctorFinding(.doctorHelpers, .good, console.helpers.path))
      findings.append(await isolation(kit, words))
    } catch {
      findings.append(DoctorFinding(.doctorHelpers, .missing, error.message, remedy: error.hint))
    }
    findings.append(cache(console, words))
    return findings
  }

  private static func toolchain(_ console: Console) -> DoctorFinding {
    do throws(GradingError) {
      let course = Course.find(from: console.workingDirectory).flatMap { try? Course.load(root: $0) }
      let toolchain = try Toolchain.find(
        at: course?.languages[.swift]?.toolchain, path: console.environment["PATH"] ?? "")
      return DoctorFinding(.doctorToolchain, .good, toolchain.root)
    } catch {
      return DoctorFinding(.doctorToolchain, .missing, error.message, remedy: error.hint)
    }
  }

  private static func isolation(_ kit: Kit, _ words: Words) async -> DoctorFinding {
    do {
      let probe = try await Sandbox.probe(launcher: kit.launcher)
      let obstacles = probe.obstacles.map { "\n\($0.tier.rawValue): \($0.explanation)" }.joined()
      let isIsolated = probe.tier != .limits
      return DoctorFinding(
        .doctorSandbox, isIsolated ? .good : .limited, probe.tier.rawValue + obstacles,
        remedy: isIsolated ? nil : words[.doctorIsolationRemedy])
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
