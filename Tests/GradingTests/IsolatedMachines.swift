import Foundation
import Sandbox
import Testing

@testable import Grading

/// The tiers that isolate here, and a container as this machine can show one.
enum IsolatedMachines {
  static let all = Task { () -> [Sandbox] in
    let launcher = try Fixture.kit.get().launcher
    let strongest = try await Fixture.tier.value
    let tiers = Tier.allCases.filter { $0.isIsolated && $0 <= strongest }
    return tiers.map { Sandbox(launcher: launcher, tier: $0) }
      + (strongest >= .confined ? [Sandbox(launcher: try enter(launcher, ["-DCONTAINER"]).path, tier: .confined)] : [])
  }

  /// A program that becomes another user, or enters a simulated container, as `flags` say, and becomes another program.
  static func enter(_ program: String, _ flags: [String], in folder: URL = Fixture.sharedCache) throws -> URL {
    let place = folder.appending(component: "enter-\(URL(filePath: program).lastPathComponent)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "SandboxTests/Attacks/enter.c")
    try compile(
      ["-static", "-DLAUNCHER=\"\(program)\""] + flags + [source.path, "-o", place.path])
    return place
  }

  static func compile(_ arguments: [String]) throws {
    let compiler = try Process.run(
      URL(filePath: "/usr/bin/env"), arguments: ["clang", "-D_GNU_SOURCE", "-std=gnu17"] + arguments)
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
  }
}
