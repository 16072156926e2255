import Foundation
import Grading
import Records
import Sandbox
import Testing

/// What becomes of code that does not mean to be graded; the other property is graded all the same.
@Suite("Hostile code", .serialized)
struct HostileCodeTests {
  /// A counter whose `increment` does `body`.
  static func counter(_ body: String) -> String {
    """
    import Foundation
    public final class Counter {
      public init() {}
      public func increment() { \(body) }
      public var value: Int { 0 }
    }
    """
  }

  struct Case: CustomTestStringConvertible {
    var name: String
    var body: String
    var verdict: Verdict
    var cause: Cause?
    var detail: String?
    var limit: MetLimit?
    var testDescription: String { name }
  }

  @Test(
    "Gets the verdict in words",
    arguments: [
      Case(name: "exit(0)", body: "exit(0)", verdict: .endedEarly, cause: .exitCall),
      Case(name: "_exit(0)", body: "_exit(0)", verdict: .endedEarly, cause: .exitCall),
      Case(
        name: "loops for ever", body: "var x = 1; while x != 0 { x |= 1 }", verdict: .timedOut, cause: .processorTime),
      Case(name: "sleeps for ever", body: "while true { sleep(1000) }", verdict: .timedOut, cause: .virtualTime),
      Case(
        name: "allocates without end",
        body: "var all: [[UInt8]] = []; while true { all.append(Array(repeating: 1, count: 1 << 20)) }",
        verdict: .outOfMemory),
      Case(
        name: "starts threads without end", body: "while true { Thread.detachNewThread { sleep(1000) } }",
        verdict: .limitExceeded, cause: .threads),
      Case(
        name: "prints without end", body: "while true { print(String(repeating: \"x\", count: 1000)) }",
        verdict: .limitExceeded, cause: .output),
      Case(
        name: "dereferences null", body: "UnsafeMutablePointer<Int>(bitPattern: 8)!.pointee = 1", verdict: .crashed,
        detail: "SIGSEGV"),
      Case(name: "aborts", body: "abort()", verdict: .crashed, detail: "SIGABRT"),
      Case(
        name: "opens files without end", body: "while open(\"/dev/null\", O_RDONLY) >= 0 {}; abort()",
        verdict: .crashed, limit: MetLimit(kind: .openFiles, call: "open", bound: FixedLimits.openFiles)),
      Case(
        name: "makes pipes without end", body: "var ends: [Int32] = [0, 0]; while pipe(&ends) == 0 {}; abort()",
        verdict: .crashed, limit: MetLimit(kind: .openFiles, call: "pipe", bound: FixedLimits.openFiles)),
      Case(name: "traps", body: "let x: Int? = nil; print(x!)", verdict: .crashed, detail: "SIGILL"),
    ])
  func verdict(of hostile: Case) async throws {
    let fixture = try await Fixture()
    let result = try await fixture.grade(Self.counter(hostile.body))
    #expect(result.build.status == .built)
    let outcome = try #require(result["counts-every-increment"]?.failure?.outcome)
    #expect(outcome.verdict == hostile.verdict)
    if let cause = hostile.cause { #expect(outcome.cause == cause) }
    if let detail = hostile.detail { #expect(outcome.detail == detail) }
    #expect(outcome.limit == hostile.limit)
    #expect(result["starts-at-zero"]?.verdict == .passed)
  }

  @Test("A full temporary folder is told with the call that met it")
  func fullFolder() async throws {
    let fixture = try await Fixture()
    guard fixture.grader.builder.sandbox.tier >= .full else { return }
    // Files without a name are gone with the execution.
    let body = """
      let bytes = [UInt8](repeating: 1, count: 1 << 20)
      var isFull = false
      while !isFull {
        var path = Array("/tmp/XXXXXX".utf8CString)
        let file = mkstemp(&path)
        unlink(path)
        isFull = write(file, bytes, bytes.count) < 0
      }
      abort()
      """
    let failure = try await fixture.grade(Self.counter(body))["counts-every-increment"]?.failure
    #expect(failure?.outcome.limit == MetLimit(kind: .disk, call: "write"))
  }

  @Test("A file outside its own temporary folder is not written")
  func writesOutside() async throws {
    let fixture = try await Fixture()
    guard fixture.grader.builder.sandbox.tier > .limits else { return }
    try await withTemporaryFolder { folder in
      let file = folder.appending(component: "outside")
      let result = try await fixture.grade(
        Self.counter("precondition(FileManager.default.createFile(atPath: \"\(file.path)\", contents: nil))"))
      #expect(result["counts-every-increment"]?.verdict == .crashed)
      #expect(!FileManager.default.fileExists(atPath: file.path))
    }
  }

  @Test("Code that does not compile is shown the compiler's lines with the student's own path")
  func doesNotCompile() async throws {
    let fixture = try await Fixture()
    let result = try await fixture.grade(Self.counter("let unused = 1; return 7"))
    #expect(result.build.status == .failed)
    #expect(!result.build.interfaceDiffers)
    #expect(result.properties.map(\.verdict) == [.notBuilt, .notBuilt])
    #expect(
      result.build.diagnostics.hasPrefix(
        "work/Counter.swift:4:52: error: unexpected non-void return value in void function\n"))
    #expect(!result.build.diagnostics.contains("warning"))
    #expect(!result.build.diagnostics.contains("/build"))
  }

  @Test("Code that compiles without what the properties call is told so")
  func otherInterface() async throws {
    let fixture = try await Fixture()
    let result = try await fixture.grade(Self.counter("").replacing("increment", with: "advance"))
    #expect(result.build.status == .failed)
    #expect(result.build.interfaceDiffers)
    #expect(result.build.diagnostics.contains("value of type 'Counter' has no member 'increment'"))
  }

  @Test("A function that is declared and nowhere defined is the student's error")
  func undefinedSymbol() async throws {
    let fixture = try await Fixture()
    let result = try await fixture.grade(
      "@_silgen_name(\"nowhere\") func nowhere()\n" + Self.counter("nowhere()"))
    #expect(result.build.status == .failed)
    #expect(result.build.diagnostics.contains("undefined symbol: nowhere"))
  }
}
