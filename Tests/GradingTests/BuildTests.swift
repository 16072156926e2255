import Course
import Foundation
import Records
import Sandbox
import Testing

@testable import Grading

@Suite("Building an exercise")
struct BuildTests {
  @Test("The second build is the first one's library, and takes no time")
  func cached() async throws {
    try await withTemporaryFolder { folder in
      let fixture = try await Fixture(cache: folder)
      let work = try GradedWork.solution(fixture.exercise)
      let first = try await fixture.grader.build(BuildInputs(work), of: work, warnings: false)
      let second = try await fixture.grader.build(BuildInputs(work), of: work, warnings: false)
      guard case .built(let one) = first, case .built(let two) = second else {
        Issue.record("not built: \(first.result.diagnostics)")
        return
      }
      #expect((one.result.cached, two.result.cached, two.result.seconds) == (false, true, 0))
      #expect(one.path == two.path)
    }
  }

  @Test("Another body leaves the other files' objects as they are; another declaration does not")
  func objects() async throws {
    try await withTemporaryFolder { folder in
      let fixture = try await Fixture(cache: folder.appending(component: "cache"))
      func entries() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: fixture.cache.folder.path).filter { $0 != "modules" }.count
      }
      func build(_ source: String) async throws {
        let work = try fixture.submission(source, in: folder)
        let outcome = try await fixture.grader.build(BuildInputs(work), of: work, warnings: false)
        #expect(outcome.result.status == .built)
      }
      try await build(HostileCodeTests.counter("print(1)"))
      #expect(try entries() == 2)
      try await build(HostileCodeTests.counter("for i in 0..<3 { print(i) }"))
      #expect(try entries() == 3)
      try await build(HostileCodeTests.counter("") + "\nextension Counter { var more: Int { 0 } }")
      #expect(try entries() == 5)
    }
  }

  @Test("The same sources give the same bytes, wherever the cache is")
  func reproducible() async throws {
    var libraries: [Data] = []
    for _ in 0..<2 {
      try await withTemporaryFolder { folder in
        let fixture = try await Fixture(cache: folder)
        let work = try GradedWork.solution(fixture.exercise)
        guard case .built(let library) = try await fixture.grader.build(BuildInputs(work), of: work, warnings: false)
        else { return }
        libraries.append(try Data(contentsOf: URL(filePath: library.path)))
      }
    }
    #expect(libraries.count == 2)
    #expect(libraries.first == libraries.last)
  }

  @Test("A library names no path of this machine but the toolchain's")
  func paths() async throws {
    let fixture = try await Fixture()
    let work = try GradedWork.solution(fixture.exercise)
    guard case .built(let library) = try await fixture.grader.build(BuildInputs(work), of: work, warnings: false)
    else { return }
    let text = String(decoding: try Data(contentsOf: URL(filePath: library.path)), as: UTF8.self)
    #expect(!text.contains(fixture.cache.folder.path))
    if fixture.grader.builder.sandbox.tier.hasOwnFileSystem { #expect(!text.contains(Fixture.builtProducts.path)) }
  }

  @Test("Warnings of a build are kept, and shown on request, from the cache too")
  func warnings() async throws {
    let fixture = try await Fixture()
    let source = HostileCodeTests.counter("let unused = 1")
    for _ in 0..<2 {
      var options = GradingOptions()
      #expect(try await fixture.grade(source, options: options).build.diagnostics == "")
      options.showsWarnings = true
      #expect(
        try await fixture.grade(source, options: options).build.diagnostics
          .hasPrefix("work/Counter.swift:4:33: warning: initialization of immutable value 'unused'"))
    }
  }

  @Test("Two grades at once build the same file without harm")
  func concurrent() async throws {
    try await withTemporaryFolder { folder in
      let fixture = try await Fixture(cache: folder)
      let work = try GradedWork.solution(fixture.exercise)
      let inputs = try BuildInputs(work)
      async let one = fixture.grader.build(inputs, of: work, warnings: false)
      async let two = fixture.grader.build(inputs, of: work, warnings: false)
      let (first, second) = try await (one, two)
      #expect(first.result.status == .built)
      #expect(second.result.status == .built)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("new-") }
      #expect(left == [])
    }
  }

  @Test(
    "A submission that is no ordinary file is refused, and never waited for",
    arguments: ["link", "pipe", "folder", "large", "missing"])
  func oddFiles(kind: String) async throws {
    let fixture = try await Fixture()
    try await withTemporaryFolder { folder in
      let file = folder.appending(component: "Counter.swift")
      let expected: WorkFileError
      switch kind {
      case "link":
        symlink("/etc/passwd", file.path)
        expected = .notRegular
      case "pipe":
        mkfifo(file.path, 0o600)
        expected = .notRegular
      case "folder":
        mkdir(file.path, 0o700)
        expected = .notRegular
      case "large":
        try Data().write(to: file)
        truncate(file.path, 1 << 40)
        expected = .tooLarge
      default: expected = .missing
      }
      let work = GradedWork(exercise: fixture.exercise, work: .submission, file: file, shownPath: "work/Counter.swift")
      let error = await #expect(throws: GradingError.self) { try await fixture.grader.grade(work) }
      #expect(error == .sourceUnusable(path: "work/Counter.swift", expected, fault: .usage))
    }
  }

  @Test("A toolchain that is not there is told, and where it was looked for")
  func noToolchain() throws {
    #expect(throws: MissingPart.compiler(folder: nil)) { try Toolchain.find(at: nil, path: "/nonexistent") }
    #expect(throws: MissingPart.compiler(folder: "/nonexistent")) {
      try Toolchain.find(at: URL(filePath: "/nonexistent"), path: "")
    }
  }

  @Test("The allowed cores are read from the kernel's list")
  func cores() {
    #expect(Machine.cores(inStatus: "Name:\tx\nCpus_allowed_list:\t0-2,5\nMems:") == [0, 1, 2, 5])
    #expect(Machine.cores(inStatus: "Cpus_allowed_list:\t7") == [7])
    #expect(Machine.cores(inStatus: "Name: x") == nil)
  }

  @Test("A package that changes a folder of headers makes the compiler's module cache another one")
  func headers() throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "headers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let identity = SystemFiles.headersIdentity(in: [folder.path, "/nonexistent"])
    #expect(SystemFiles.headersIdentity(in: [folder.path, "/nonexistent"]) == identity)
    let longAgo = Date(timeIntervalSince1970: 1)
    try FileManager.default.setAttributes([.modificationDate: longAgo], ofItemAtPath: folder.path)
    #expect(SystemFiles.headersIdentity(in: [folder.path, "/nonexistent"]) != identity)
    #expect(SystemFiles.headersIdentity().contains { $0.isNumber })
  }
}
