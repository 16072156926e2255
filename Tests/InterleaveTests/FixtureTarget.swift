import Foundation
import Records
import Synchronization
import Testing

/// A target, spoken to directly: no grader, no sandbox.
final class FixtureTarget {
  private let process = Process()
  private let requests = Pipe()
  private let replies = Pipe()

  /// A target that has opened the fixtures' library.
  convenience init(environment: [String: String] = [:]) throws {
    try self.init(arguments: [Self.library.get().path], environment: environment)
  }

  /// A target that runs a C program of the fixtures' from its `main`.
  convenience init(program: String, _ arguments: String...) throws {
    try self.init(arguments: ["--program", Self.program("Fixtures/programs/\(program)").path] + arguments)
  }

  /// A target that runs a C program of the corpus, instrumented, from its `main`.
  convenience init(corpus program: String, macros: [String]) throws {
    try self.init(arguments: [
      "--program", Self.program("Corpus/\(program)", instrumented: true, macros: macros).path,
    ])
  }

  init(arguments: [String], environment: [String: String] = [:]) throws {
    process.executableURL = Self.products.appending(component: "workbook-target")
    process.arguments = arguments
    process.environment = [
      "LD_PRELOAD": try Self.engine.get().path, "LD_BIND_NOW": "1",
      "SWIFT_DETERMINISTIC_HASHING": "1", "SWIFT_BACKTRACE": "enable=no",
    ].merging(environment) { $1 }
    process.standardInput = requests
    process.standardOutput = replies
    try process.run()
  }

  deinit {
    try? requests.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  var processIdentifier: Int32 { process.processIdentifier }

  func ask(_ request: Request) throws -> Reply {
    try JSONDecoder().decode(Reply.self, from: exchange(JSONEncoder().encode(request)))
  }

  func exchange(_ request: Data) throws -> Data {
    try requests.fileHandleForWriting.write(contentsOf: request + Data("\n".utf8))
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let part = replies.fileHandleForReading.availableData
      if part.isEmpty { throw TargetEnded() }
      line += part
    }
    return line
  }

  func sample(
    _ property: String, count: Int, first: Int = 0,
    strategies: [Strategy] = Strategy.portfolio,
    limits: ExecutionLimits = ExecutionLimits(), racesFail: Bool = false
  ) throws -> SampleReply {
    let request = SampleRequest(
      property: property, seed: 1, first: first, count: count, strategies: strategies, limits: limits,
      racesFail: racesFail)
    let reply = try ask(.sample(request))
    guard case .sampled(let sampled) = reply else { throw UnexpectedReply(reply: reply) }
    return sampled
  }

  /// Every execution of a program, whatever becomes of it.
  func survey(
    count: Int, first: Int = 0, strategies: [Strategy] = Strategy.portfolio,
    limits: ExecutionLimits = ExecutionLimits()
  ) throws -> [ExecutionRecord] {
    let request = SampleRequest(
      property: "main", seed: 1, first: first, count: count, strategies: strategies, limits: limits)
    let reply = try ask(.survey(request))
    guard case .surveyed(let records) = reply else { throw UnexpectedReply(reply: reply) }
    return records
  }

  func replay(
    _ property: String, _ record: ExecutionRecord, limits: ExecutionLimits = ExecutionLimits(), racesFail: Bool = false
  ) throws -> ExecutionRecord {
    try replay(property, input: record.input, schedule: record.schedule, limits: limits, racesFail: racesFail)
  }

  func replay(
    _ property: String, input: [UInt64], schedule: Schedule = Schedule(), anchors: [Anchor]? = nil,
    limits: ExecutionLimits = ExecutionLimits(), racesFail: Bool = false, detailed: Bool = true
  ) throws -> ExecutionRecord {
    let request = ReplayRequest(
      property: property, input: input, schedule: schedule, anchors: anchors, limits: limits,
      racesFail: racesFail, detailed: detailed)
    let reply = try ask(.replay(request))
    guard case .replayed(let record) = reply else { throw UnexpectedReply(reply: reply) }
    return record
  }

  // MARK: Lines

  /// The lines of a fixture's file that end in a comment with these words.
  static func lines(marked mark: String, of file: String) throws -> [Int] {
    let source = URL(filePath: #filePath).deletingLastPathComponent().appending(components: "Fixtures", file)
    let lines = try String(contentsOf: source, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.indices.filter { lines[$0].hasSuffix("// " + mark) }.map { $0 + 1 }
  }

  /// The line of the fixtures at an offset into their library.
  static func line(at offset: UInt64) throws -> Int? {
    // The compiler gives no line to some calls: the line before is theirs.
    let arguments = ["--obj=\(try library.get().path)", "--output-style=JSON", "--skip-line-zero", "\(offset)"]
    let answer = try JSONDecoder().decode([Symbols].self, from: output(of: symbolizer(), arguments))
    return answer.first?.symbols.first { $0.line > 0 }?.line
  }

  private struct Symbols: Decodable {
    struct Symbol: Decodable {
      var line: Int
      enum CodingKeys: String, CodingKey { case line = "Line" }
    }
    var symbols: [Symbol]
    enum CodingKeys: String, CodingKey { case symbols = "Symbol" }
  }

  /// The one beside the compiler: another may be too old.
  private static func symbolizer() throws -> URL {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map { URL(filePath: String($0)) }
    let compilers = folders?.map { $0.appending(component: "swiftc") } ?? []
    guard let compiler = compilers.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
      throw CompilerFailed()
    }
    return compiler.resolvingSymlinksInPath().deletingLastPathComponent().appending(component: "llvm-symbolizer")
  }

  private static func output(of tool: URL, _ arguments: [String]) throws -> Data {
    let process = Process(), pipe = Pipe()
    process.executableURL = tool
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }

  // MARK: Built once a test run

  static var products: URL {
    if let bundle = CommandLine.arguments.first(where: { $0.hasSuffix(".xctest") }) {
      return URL(filePath: bundle).deletingLastPathComponent()
    }
    return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  }

  private static let folder = Result {
    let folder = temporaryFolder()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(at: temporaryFolder()) }
    return folder
  }

  /// A copy: the variable that names it takes a space in its path for the end of it.
  private static let engine = Result {
    let engine = try folder.get().appending(component: "libInterleave.so")
    try FileManager.default.copyItem(at: products.appending(component: "libInterleave.so"), to: engine)
    return engine
  }

  /// The engine's sources, built with the strategies of `Fixtures/strategies` beside them.
  static let engineWithStrategies = Result {
    let engine = try folder.get().appending(component: "libInterleaveWithStrategies.so")
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let sources = tests.deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/CInterleave")
    let files = try [sources, tests.appending(path: "Fixtures/strategies")].flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".c") }
        .map { folder.appending(component: $0).path }
    }
    try run(
      "clang",
      [
        "-shared", "-fPIC", "-O1", "-std=gnu17", "-fvisibility=hidden", "-nostartfiles", "-fuse-ld=lld",
        "-I", sources.path, "-I", sources.appending(component: "include").path,
      ] + files.sorted() + ["-o", engine.path])
    return engine
  }

  /// All files of `Fixtures` in one library, instrumented like an exercise's.
  private static let library = Result {
    let folder = try FixtureTarget.folder.get()
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(component: "Fixtures")
    let files = try FileManager.default.contentsOfDirectory(atPath: sources.path).sorted()
      .map { sources.appending(component: $0) }
    var objects = [folder.appending(component: "Fixtures.o").path]
    try run(
      "swiftc",
      [
        "-c", "-Onone", "-gline-tables-only", "-sanitize=thread", "-swift-version", "5", "-parse-as-library", "-wmo",
        "-module-name", "Fixtures", "-suppress-warnings", "-I", products.appending(component: "Modules").path,
        "-o", objects[0],
      ] + files.filter { $0.pathExtension == "swift" }.map(\.path))
    for file in files where file.pathExtension == "c" {
      objects.append(folder.appending(component: file.lastPathComponent + ".o").path)
      try run("clang", ["-c", "-O1", "-g", "-fsanitize=thread", "-fPIC", file.path, "-o", objects.last!])
    }
    let library = folder.appending(component: "libFixtures.so")
    try run("swiftc", ["-emit-library"] + objects + ["-o", library.path])
    for object in objects { try FileManager.default.removeItem(atPath: object) }
    return library
  }

  /// As anyone would build it or, instrumented, like an exercise's code; once a test run.
  static func program(_ path: String, instrumented: Bool = false, macros: [String] = []) throws -> URL {
    let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: path + ".c")
    let name = ([path.replacing("/", with: "-")] + macros).joined(separator: "-")
    return try programs.withLock { programs in
      if let built = programs[name] { return built }
      let program = try folder.get().appending(component: name)
      if instrumented {
        let object = program.path + ".o"
        try run(
          "clang", ["-c", "-O1", "-g", "-fsanitize=thread"] + macros.map { "-D" + $0 } + [source.path, "-o", object])
        // The engine has the hooks that the object calls.
        try run(
          "clang", ["-pthread", "-fuse-ld=lld", "-Wl,--unresolved-symbols=ignore-all", object, "-o", program.path])
      } else {
        try run("clang", ["-g", "-pthread", source.path, "-o", program.path])
      }
      programs[name] = program
      return program
    }
  }

  private static let programs = Mutex<[String: URL]>([:])

  private static func run(_ tool: String, _ arguments: [String]) throws {
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = [tool] + arguments
    try compiler.run()
    compiler.waitUntilExit()
    if compiler.terminationStatus != 0 { throw CompilerFailed() }
  }
}

private func temporaryFolder() -> URL {
  FileManager.default.temporaryDirectory.appending(component: "interleave-tests-\(getpid())")
}

struct TargetEnded: Error {}
struct UnexpectedReply: Error {
  var reply: Reply
}
struct CompilerFailed: Error {}
