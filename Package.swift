// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  // One configuration serves grading and testing: tests see internals of the release build too.
  .unsafeFlags(["-enable-testing"]),
]

/// The engine and the launcher are measured in microseconds: optimised in debug builds too.
let cSettings: [CSetting] = [
  .unsafeFlags(["-O2", "-Wall", "-Wextra", "-Wno-unused-parameter", "-fno-omit-frame-pointer"])
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, exclude: resources,
    swiftSettings: swiftSettings)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "concurrency-workbook",
  products: [
    .executable(name: "grade", targets: ["grade"]),
    .executable(name: "workbook-target", targets: ["WorkbookTarget"]),
    .executable(name: "sandbox-launcher", targets: ["CSandbox"]),
    .library(name: "Interleave", type: .dynamic, targets: ["CInterleave"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // The engine: preloaded into targets, never linked by the grader.
    // Hidden symbols: only what it replaces and its interface may be seen by the programs it is loaded into.
    // And no Swift beside it, which the compiler links into everything: programs that have none load it too.
    .target(
      name: "CInterleave", cSettings: cSettings + [.unsafeFlags(["-fvisibility=hidden"])],
      linkerSettings: [
        .unsafeFlags([
          "-nostartfiles", "-use-ld=lld", "-Xlinker", "--remap-inputs=*/libswiftCore.so=/dev/null",
          // Programs whose hooks are linked against it find the one that was preloaded.
          "-Xlinker", "-soname=libInterleave.so",
        ])
      ]),
    .systemLibrary(name: "CInterleaveInterface"),
    // The kit, and the host that opens a built exercise and forks an execution a schedule.
    // Resilient, so that exercises compile against its interface alone and never see the engine's.
    .target(
      name: "Workbook", dependencies: ["CInterleaveInterface"],
      swiftSettings: swiftSettings + [.unsafeFlags(["-enable-library-evolution"])]),
    .executableTarget(
      name: "WorkbookTarget", dependencies: ["Workbook", "Histories", "Records", "CInterleaveInterface"],
      swiftSettings: swiftSettings,
      // Built exercises resolve the kit against the host's own copy of it.
      linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic"])]),
    // Static, so that it starts fast and needs nothing from the root that it leaves.
    .executableTarget(
      name: "CSandbox", cSettings: cSettings + [.define("_GNU_SOURCE")],
      linkerSettings: [.unsafeFlags(["-static-executable"])]),

    // The grader.
    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    module("Records"),
    module("YAMLConfig", ["CLibYAML", "Records"]),
    module("Course", ["YAMLConfig", "Records"]),
    module("Sandbox"),
    module("Histories", ["Records"]),
    module("Exploration", ["Records"]),
    module("Grading", ["Course", "Sandbox", "Exploration", "Records"]),
    module("Reports", ["Records"]),
    module(
      "GradeCommands",
      ["Grading", "Reports", "Course", "YAMLConfig", "Sandbox", "Exploration", "Records", argumentParser]),
    .executableTarget(name: "grade", dependencies: ["GradeCommands"], swiftSettings: swiftSettings),

    .target(name: "GoldenFiles", path: "Tests/GoldenFiles", swiftSettings: swiftSettings),
    tests("Architecture", []),
    tests("Interleave", ["Exploration", "Records"], resources: ["Corpus", "Fixtures"]),
    tests("Records", ["Records"]),
    tests("YAMLConfig", ["YAMLConfig", "Records"]),
    tests("Course", ["Course", "YAMLConfig", "Records", "GoldenFiles"], resources: ["Fixtures", "Golden"]),
    tests("Sandbox", ["Sandbox"], resources: ["Attacks"]),
    tests("Histories", ["Histories", "Records"]),
    tests("Exploration", ["Exploration", "Records"]),
    tests("Grading", ["Grading", "Course", "Sandbox", "Exploration", "Records"], resources: ["Fixtures"]),
    tests("Reports", ["Reports", "Records", "GoldenFiles"], resources: ["Golden"]),
    tests("Workbook", ["Workbook"]),
    tests(
      "GradeCommands", ["GradeCommands", "Sandbox", "Exploration", "Reports", "Course", "Records", "GoldenFiles"],
      resources: ["Golden"]),
  ],
  cLanguageStandard: .gnu17
)
