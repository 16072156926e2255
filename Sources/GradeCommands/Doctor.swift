// Looks at the machine: what grading needs, whether it is there, and what to do where it is not.

package import Course
import Foundation
import Grading
package import Reports
import Sandbox

package enum Doctor {
  package typealias Examination = @Sendable (Console, Course?, Words) async -> DoctorReport

  /// Looks at the real one.
  package static func live(_ console: Console, _ course: Course?, _ words: Words) async -> DoctorReport {
    var findings = [swift(console, course, words), python(console, course, words)]
    var isolation: IsolationFinding?
    do {
      let kit = try Kit(folder: console.helpers)
      findings.append(DoctorFinding(.helpers, .good, kit.folder))
      let probe = try await Sandbox.probe(launcher: kit.launcher)
      isolation = IsolationFinding(probe, on: .read(), demanded: course?.tier, words)
    } catch let error as MissingPart {
      findings.append(DoctorFinding(.helpers, CommandError(error, words)))
    } catch let error as SandboxError {
      findings.append(DoctorFinding(.helpers, CommandError(error, words)))
    } catch {
      findings.append(DoctorFinding(.helpers, .missing, "\(error)"))
    }
    findings.append(cache(console, words))
    return DoctorReport(
      findings: findings, isolation: isolation, limits: course.map(LimitsFinding.all) ?? [],
      fixedLimits: LimitsFinding.fixed)
  }

  private static func swift(_ console: Console, _ course: Course?, _ words: Words) -> DoctorFinding {
    do {
      let toolchain = try Toolchain.find(
        at: course?.languages[.swift]?.toolchain, path: console.environment["PATH"] ?? "")
      return DoctorFinding(
        .swift, .good, version: version(said: firstLine(toolchain.frontend, "-version")), toolchain.root)
    } catch {
      return DoctorFinding(.swift, CommandError(error, words))
    }
  }

  /// A course without Python can be graded without it; programs in it cannot be explored.
  private static func python(_ console: Console, _ course: Course?, _ words: Words) -> DoctorFinding {
    let folders = (console.environment["PATH"] ?? "").split(separator: ":")
    guard let path = folders.map({ "\($0)/python3" }).first(where: FileManager.default.isExecutableFile) else {
      let state: DoctorFinding.State = course?.languages[.python] == nil ? .limited : .missing
      return DoctorFinding(
        .python, state, words[.doctorPythonMissing], remedy: words[.doctorPythonRemedy])
    }
    return DoctorFinding(.python, .good, version: version(said: firstLine(path, "--version")), path)
  }

  /// The first number with a dot in it.
  package static func version(said text: String) -> String? {
    text.firstMatch(of: /[0-9]+(\.[0-9]+)+/).map { String($0.0) }
  }

  private static func firstLine(_ program: String, _ argument: String) -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: program)
    process.arguments = [argument]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return "" }
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: said.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// Whether built exercises can be kept.
  private static func cache(_ console: Console, _ words: Words) -> DoctorFinding {
    let folder = BuildCache.defaultFolder(environment: console.environment)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      guard FileManager.default.isWritableFile(atPath: folder.path) else { throw CocoaError(.fileWriteNoPermission) }
      return DoctorFinding(.cache, .good, folder.path)
    } catch {
      return DoctorFinding(.cache, .missing, folder.path, remedy: words[.doctorCacheRemedy])
    }
  }
}
