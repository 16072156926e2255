import Foundation
import Grading
import Records
import Testing

@testable import Grading

/// Definitions in a student's file that mean to stand in for somebody else's.
@Suite("Definitions that replace others", .serialized)
struct ReplacementTests {
  static func solution(_ more: String) throws -> String {
    let file = try GradedWork.solution(Fixture.exercise.get()).file
    return try String(contentsOf: file, encoding: .utf8) + more
  }

  @Test("Functions of the C library and the engine replace nobody's: a right solution with such passes")
  func harmless() async throws {
    let names = ["exit", "write", "malloc", "free", "pthread_mutex_lock", "pthread_create", "interleave_thread_start"]
    let definitions = names.map { "@_cdecl(\"\($0)\") func my_\($0)() { fatalError(\"\($0)\") }\n" }
    let fixture = try await Fixture()
    let result = try await fixture.grade(
      try Self.solution("\n" + definitions.joined()), options: GradingOptions(schedules: 10))
    try #require(result.build.status == .built, "\(result.build.diagnostics)")
    #expect(result.properties.map(\.verdict) == [.passed, .passed])
  }

  @Test(
    "What the properties and the start-up code call is refused",
    arguments: [
      ("@_cdecl(\"__tsan_init\") func start() { exit(0) }", "it defines `__tsan_init`"),
      ("@_cdecl(\"swift_addNewDSOImage\") func start() { exit(0) }", "it defines `swift_addNewDSOImage`"),
      ("@_cdecl(\"swift_retain\") public func retain() {}", "it defines `swift_retain`"),
      (
        "@_silgen_name(\"$s8Workbook9ExecutionC3int_2inSiSS_SNySiGtF\") func drawn() {}",
        "it defines `$s8Workbook9ExecutionC3int_2inSiSS_SNySiGtF`"
      ),
      (
        "@_cdecl(\"_init\") public func start() { exit(0) }",
        "it has code that runs when it is opened or closed (`DT_INIT`)"
      ),
    ])
  func symbols(definition: String, objection: String) async throws {
    try await expectRefusal(of: "import Foundation\n" + definition, because: objection)
  }

  @Test(
    "What Swift would prefer to the kit's and the library's own is refused",
    arguments: [
      (
        """
        import Workbook
        extension Execution {
          func expectEqual<Value: Equatable>(
            _ actual: @autoclosure () throws -> Value, _ expected: @autoclosure () throws -> Value, _ what: String,
            file: StaticString = #fileID, line: UInt = #line
          ) rethrows {}
        }
        """, "it adds a member `expectEqual` to a type of another module"
      ),
      (
        "extension DefaultStringInterpolation { mutating func appendInterpolation(_ number: Int) {} }",
        "it adds a member to a type of another module"
      ),
      (
        "func ... (first: Int, last: Int) -> ClosedRange<Int> { .init(uncheckedBounds: (1, 1)) }",
        "it defines an operator"
      ),
    ])
  func shadows(declaration: String, objection: String) async throws {
    try await expectRefusal(of: declaration, because: objection)
  }

  @Test("Members that a file adds for its own use are its own business")
  func ownUse() async throws {
    let fixture = try await Fixture()
    let additions = """

      extension Int { var doubled: Int { 2 * self } }
      extension Array { fileprivate var isEmpty: Bool { true } }
      func twice(_ number: Int) -> Int { number.doubled }
      """
    let result = try await fixture.grade(try Self.solution(additions), options: GradingOptions(schedules: 10))
    #expect(result.properties.map(\.verdict) == [.passed, .passed], "\(result.build.diagnostics)")
  }

  @Test(
    "Data for sections that are read when a library is opened is refused",
    arguments: [
      "@section(\".init_array\") @used let start: @convention(c) () -> Void = { exit(3) }",
      "@used @_section(\"swift5_replace\") let entries: (Int32, Int32) = (1, 2)",
      "@/* a comment */ section(\".dynamic\") let entries = 12", "@`section`(\".dynamic\") let entries = 12",
      "@\n  section(\".dynamic\") let entries = 12",
    ])
  func sections(declaration: String) async throws {
    try await expectRefusal(of: "import Foundation\n" + declaration, because: "`@section` in line 2 would place data")
  }

  @Test("A library with a constructor of its own is not opened, nor one that names a routine for its start")
  func initialisers() async throws {
    try await withTemporaryFolder { folder in
      let source = folder.appending(component: "library.c"), library = folder.appending(component: "library.so")
      try Data("__attribute__((constructor)) void start(void) {}\n".utf8).write(to: source)
      for (flags, objection) in [
        ([], "it has 1 initialisers where an ordinary build has 3: code that runs when it is opened"),
        (["-Wl,-init=start"], "it has code that runs when it is opened or closed (`DT_INIT`)"),
      ] {
        try IsolatedMachines.compile(["-shared", "-nostdlib", "-fPIC", source.path, "-o", library.path] + flags)
        #expect(SharedLibraryCheck.objection(to: try Data(contentsOf: library), objects: 2) == objection)
      }
    }
  }

  @Test("Bytes that are no object are refused, wherever they are cut")
  func damagedObjects() throws {
    let object = try Data(contentsOf: URL(filePath: Fixture.toolchain.get().imageRegistration))
    #expect(ObjectCheck.objection(to: object, linkedWith: [], module: "Counter") == nil)
    for count in stride(from: 0, to: object.count, by: 7) {
      _ = ObjectCheck.objection(to: object.prefix(count), linkedWith: [object], module: "Counter")
    }
    #expect(ObjectCheck.objection(to: Data(), linkedWith: [object], module: "Counter") != nil)
  }

  private func expectRefusal(of text: String, because objection: String) async throws {
    let fixture = try await Fixture()
    let result = try await fixture.grade(text + "\n" + HostileCodeTests.counter(""))
    #expect(result.build.status == .failed)
    #expect(
      result.build.diagnostics.contains("work/Counter.swift: error: refused: \(objection)"),
      "\(result.build.diagnostics)")
    #expect(result.properties.map(\.verdict) == [.notBuilt, .notBuilt])
  }
}
