import Course
import Foundation
import Records
import Sandbox
import Testing

@testable import Grading

/// Source text that attacks the compiler, or has it do what it should not.
@Suite("Attacks on the compiler", .serialized)
struct CompileAttackTests {
  @Test("A source that costs the compiler time or memory is ended at that limit, which is named")
  func bombs() async throws {
    let fixture = try await Fixture()
    // Structures of three to the power of thirty numbers; a literal with every reading of its elements.
    let structures = (1...30).map { "struct S\($0) { var a, b, c: S\($0 - 1) }\n" }.joined()
    let sizes = "struct S0 { var n = 1 }\n\(structures)func f(_ s: S30) -> S30 { s }\n"
    let entries = (1...300).map { "[\($0): \"a\", \($0): nil as Int? ?? 2.0]" }.joined(separator: ", ")
    let tuple = "(\(Array(repeating: "1", count: 200).joined(separator: ", ")))"
    let tuples =
      "func f<T>(_: T) {}\nfunc g() { f((\(Array(repeating: tuple, count: 100).joined(separator: ", ")))) }\n"
    for (source, limits, ending) in [
      (sizes, limits(wallSeconds: 1), "wall time"), ("let x = [\(entries)]\n", limits(wallSeconds: 1), "wall time"),
      (tuples, limits(memoryBytes: 512 << 20), "memory"),
    ] {
      let result = try await build(HostileCodeTests.counter("") + "\n" + source, fixture, limits)
      #expect(result.status != .built)
      #expect(result.diagnostics.hasSuffix("error: the compiler went over its limit of \(ending)"))
      #expect(result.diagnostics.utf8.count < 300_000)
    }
  }

  @Test(
    "A flood of errors or of warnings ends the compiler, and its first messages are shown with their places",
    arguments: [("error", "let a", ": Int = \"x\"\n", ""), ("warning", "func f() {\nlet a", " = 1\n", "}\n")])
  func floods(severity: String, start: String, item: String, end: String) async throws {
    let fixture = try await Fixture()
    let counter = HostileCodeTests.counter("")
    let names = (0..<3000).map(String.init).joined(separator: "\(item)let a")
    let source = "\(counter)\n\(start)\(names)\(item)\(end)"
    #expect(source.utf8.count <= WorkFile.byteLimit)
    let result = try await build(source, fixture)
    #expect((result.status, result.limitExceeded) == (.failed, true))
    let shown = result.diagnostics.split(separator: "\n")
    let firstLine =
      counter.split(separator: "\n", omittingEmptySubsequences: false).count + (severity == "error" ? 1 : 2)
    let heads = shown.filter { $0.hasPrefix("Counter.swift:") }
    #expect(heads.count == 10)
    for (index, head) in heads.enumerated() {
      let place = "Counter.swift:\(firstLine + index):"
      #expect(head.hasPrefix(place) && head.dropFirst(place.count).starts(with: #/\d+: \w+: /#), "\(head)")
      #expect(head.contains(": \(severity): "), "\(head)")
    }
    #expect(
      shown.last == "error: the compiler went over its limit of output; the first of its messages are above")
  }

  @Test("Deep nesting ends in a message, or the compiler's own crash, which is named")
  func nesting() async throws {
    let fixture = try await Fixture()
    for text in [("(", ")"), ("{ ", " }()"), ("!", "")] {
      let expression = String(repeating: text.0, count: 5000) + "1" + String(repeating: text.1, count: 5000)
      let source = HostileCodeTests.counter("") + "\nfunc f() -> Any { \(expression) }"
      let result = try await build(source, fixture, limits(wallSeconds: 20))
      #expect(result.status == .failed, "\(text)")
      #expect(result.diagnostics.contains("error: "), "\(text)")
    }
  }

  @Test("A source reads nothing but itself, the given files and the toolchain's modules")
  func leaks() async throws {
    let fixture = try await Fixture()
    guard fixture.grader.builder.sandbox.tier.isIsolated else { return }
    for (source, message) in [
      ("import Evil", "no such module 'Evil'"),
      ("import Records", "error: "),
      ("let x = #imageLiteral(resourceName: \"Properties.swift\")", "error: "),
      ("@_private(sourceFile: \"Properties.swift\") import Workbook", "not compiled for private import"),
      (
        "#if canImport(Evil) || canImport(Records) || canImport(GradeCommands)\n#error(\"seen\")\n#else\n#error(\"unseen\")\n#endif",
        "unseen"
      ),
      ("#sourceLocation(file: \"/etc/passwd\", line: 1)", "`#sourceLocation` in line 7"),
    ] {
      let result = try await build(HostileCodeTests.counter("") + "\n" + source, fixture)
      #expect(result.status == .failed, "\(source)")
      #expect(result.diagnostics.contains(message), "\(source): \(result.diagnostics)")
    }
  }

  @Test("A macro's implementation is found among the toolchain's own, by name and not by path")
  func macros() async throws {
    let fixture = try await Fixture()
    for module in ["Evil", "../../../../../../build/Counter", "/build/Counter", "/exercise/library"] {
      let source = """
        @freestanding(expression) macro evil() -> Int = #externalMacro(module: "\(module)", type: "Evil")
        let x = #evil()
        """
      let result = try await build(HostileCodeTests.counter("") + "\n" + source, fixture)
      #expect(result.status == .failed)
      #expect(
        result.diagnostics.contains("external macro implementation type '\(module).Evil' could not be found"),
        "\(result.diagnostics)")
    }
  }

  @Test("Comments in the manner of options and of linker directives are comments")
  func comments() async throws {
    let comments = """
      // swift-tools-version: 6.0
      // -load-plugin-library /build/evil.so
      // REQUIRES: -Xcc -fplugin=/build/evil.so
      // -D EVIL
      #if EVIL
      #error("picked up")
      #endif
      #if hasFeature(SymbolLinkageMarkers) || true
      #warning("here")
      #endif
      """
    // In a cache of its own: that it could be built once says nothing of today's builder.
    try await withTemporaryFolder { cache in
      let fixture = try await Fixture(cache: cache)
      let result = try await build("\(comments)\n" + HostileCodeTests.counter(""), fixture)
      #expect(result.status == .built)
    }
  }

  @Test("What lies beside a student's file is not looked at: other sources, module maps, headers, modules, libraries")
  func neighbours() async throws {
    let fixture = try await Fixture()
    try await withTemporaryFolder { folder in
      let work = try fixture.submission("import Evil\n" + HostileCodeTests.counter(""), in: folder)
      for (name, text) in [
        ("-load.swift", "#error(\"picked up\")"), ("@response.swift", "#error(\"picked up\")"),
        ("module.modulemap", "module Evil { header \"evil.h\" export * }"), ("evil.h", "int evil;"),
        ("Evil.swiftmodule", ""), ("Properties.swift", "#error(\"picked up\")"),
        ("main.swift", "#error(\"picked up\")"),
        ("two\nlines \"and\" 'quotes'.swift", "#error(\"picked up\")"), ("libEvil.so", ""), ("swiftrt.o", ""),
        ("\u{1b}[31m.swift", "#error(\"picked up\")"), (".swift-version", "5.0"),
      ] {
        try Data(text.utf8).write(to: folder.appending(component: name))
      }
      let outcome = try await fixture.grader.build(BuildInputs(work), of: work, warnings: false)
      #expect(outcome.result.diagnostics.hasPrefix("work/Counter.swift:1:8: error: no such module 'Evil'"))
      #expect(!outcome.result.diagnostics.contains("picked up"))
    }
  }

  @Test("A build leaves the module cache as it was, in every tier that isolates")
  func moduleCache() async throws {
    for sandbox in try await IsolatedMachines.all.value {
      let fixture = try await Fixture(sandbox: sandbox)
      let builder = fixture.grader.builder
      let modules = try await ModuleCache(builder: builder).ready(limits: BuildLimits())
      try await withTemporaryFolder { folder in
        let target = URL(filePath: modules.host).appending(component: "poison").path
        let ending = try await builder.run(
          "/bin/sh", ["-c", "echo evil > '\(sandbox.path(of: modules))/poison'"], in: folder, mounts: [modules],
          limits: BuildLimits())
        #expect(!ending.succeeded, "\(sandbox.tier)")
        #expect(!FileManager.default.fileExists(atPath: target), "\(sandbox.tier)")
      }
    }
  }

  @Test("No student's build is used for another's: files that share a module are compiled again for another owner")
  func owners() async throws {
    try await withTemporaryFolder { folder in
      let fixture = try await Fixture(cache: folder.appending(component: "cache"))
      func entries() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: fixture.cache.folder.path).filter { $0 != "modules" }.count
      }
      // A library and the objects of the given files, for each.
      for (owner, count) in [("a", 2), ("b", 4)] {
        let place = folder.appending(component: owner)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let work = try fixture.submission(HostileCodeTests.counter("print(\"\(owner)\")"), in: place)
        let outcome = try await fixture.grader.build(BuildInputs(work), of: work, warnings: false)
        #expect(outcome.result.status == .built)
        #expect(try entries() == count)
      }
    }
  }

  private func limits(wallSeconds: Int? = nil, memoryBytes: Int? = nil) -> BuildLimits {
    var limits = BuildLimits()
    if let wallSeconds { limits.wallSeconds = wallSeconds }
    if let memoryBytes { limits.memoryBytes = memoryBytes }
    return limits
  }

  private func build(_ source: String, _ fixture: Fixture, _ limits: BuildLimits = BuildLimits()) async throws
    -> BuildResult
  {
    try await withTemporaryFolder { folder in
      let work = try fixture.submission(source, in: folder)
      return try await fixture.grader.builder.build(try BuildInputs(work), limits: limits).result
    }
  }
}
