import Course
import Foundation
import Grading
import Records
import Sandbox
import Testing

/// What an execution tries to do to the processes that ask for it and fork it, past the engine: with system calls.
@Suite("Attacks on the target", .serialized)
struct TargetAttackTests {
  struct Attack: CustomTestStringConvertible {
    var name: String
    /// What succeeds stops the execution with a signal.
    var body: String
    var verdicts: Set<Verdict> = [.failed]
    var cause: Cause?
    var from = Tier.confined
    var testDescription: String { name }
  }

  static let attacks = [
    Attack(
      name: "Signals, memory, descriptors, limits and priority of the host and the server",
      body: """
        for process in [parent, host, 0, -1, -call(121, 0)] { refused(62, process, 9) }
        for process in [parent, host] {
          for signal in [9, 19] {
            refused(200, process, signal)
            refused(234, process, process, signal)
            information.withUnsafeBytes { refused(129, process, signal, Int(bitPattern: $0.baseAddress)) }
            information.withUnsafeBytes { refused(297, process, process, signal, Int(bitPattern: $0.baseAddress)) }
            refused(424, call(434, process, 0), signal, 0, 0)
          }
          refused(72, 1, 8, process)
          refused(16, 1, 0x8901, pointer(to: process))
          for number in 0...20 { refused(257, -100, path("/proc/\\(process)/fd/\\(number)"), 1) }
          for file in ["mem", "environ", "maps", "cwd/x", "root/x"] {
            refused(257, -100, path("/proc/\\(process)/\\(file)"), 0)
          }
          refused(257, -100, path("/proc/\\(process)/mem"), 2)
          refused(438, call(434, process, 0), 1, 0)
          refused(310, process, 0, 0, 0, 0, 0)
          refused(311, process, 0, 0, 0, 0, 0)
          for request in [16, 0x4206] { refused(101, request, process) }
          information.withUnsafeBytes { refused(302, process, 7, Int(bitPattern: $0.baseAddress), 0) }
          refused(141, 0, process, 19)
        }
        refused(72, 1, 10, 9)
        """),
    Attack(
      name: "Processes without end, past the engine", body: "while true { _ = call(56, 17) }",
      verdicts: [.limitExceeded],
      cause: .threads),
    Attack(
      name: "A process that stays, and one that is never the same for long",
      body: """
        if call(56, 17) == 0 { _ = call(112); while true { _ = call(34) } }
        if call(56, 17) == 0 { while call(56, 17) == 0 {}; _ = call(231, 0) }
        """,
      // They go on counting steps where the engine answers, and are ended at one moment or another.
      verdicts: [.failed, .tampered, .notGraded]),
    Attack(
      name: "Answers in the target's manner on every descriptor there is",
      body: """
        let line = strdup("{\\"sampled\\":{\\"executions\\":2,\\"mostSteps\\":1}}\\n")!
        for number in 0..<1024 { _ = call(1, number, Int(bitPattern: line), strlen(line)) }
        """),
    Attack(
      name: "Ends itself past the engine", body: "_ = call(231, 0)", verdicts: [.endedEarly]),
    // The engine reads there too, and may meet what it finds before the end.
    Attack(
      name: "Answers in place of the engine, with nothing", body: "scribble(\"/dev/zero\"); _ = call(231, 0)",
      verdicts: [.endedEarly, .crashed, .tampered, .notGraded], from: .full),
    Attack(
      name: "Answers in place of the engine, with anything",
      body: "scribble(\"/usr/lib/x86_64-linux-gnu/libc.so.6\"); _ = call(231, 0)",
      verdicts: [.tampered, .crashed, .notGraded], from: .full),
    Attack(
      name: "Answers in place of the engine, with text", body: "scribble(\"/usr/include/stdio.h\"); _ = call(231, 0)",
      verdicts: [.tampered, .crashed, .notGraded], from: .full),
    // That it passed, had a history, and whatever else a 1 means: but for the seal, a whole answer.
    Attack(
      name: "Answers in place of the engine, with ones", body: "forge()", verdicts: [.tampered], from: .full),
  ]

  @Test(
    "Solutions, properties, other submissions and what was built of them are not read, whatever is known of them",
    .needsX86)
  func courseFiles() async throws {
    let course = try Fixture.course.get().root
    try await withTemporaryFolder { folder in
      let other = folder.appending(component: "Counter.swift")
      try Data("secret".utf8).write(to: other)
      let files = [
        course.appending(path: "solutions/01-counter/swift/Counter.swift"), other, Fixture.sharedCache,
        course.appending(path: "solutions/01-counter/mutants.yml"), folder,
        course.appending(path: "exercises/01-counter/swift/Properties.swift"),
      ].map(\.path)
      for sandbox in try await IsolatedMachines.all.value {
        let fixture = try await Fixture(sandbox: sandbox)
        let body = """
          for file in \(files) {
            for flags in [0, 1, 2, 0x10000] { refused(257, -100, path(file), flags) }
            _ = call(88, path(file), path("/tmp/link"))
            refused(257, -100, path("/tmp/link"), 0)
            _ = call(87, path("/tmp/link"))
            refused(86, path(file), path("/tmp/copy"))
            refused(82, path(file), path("/tmp/moved"))
            refused(90, path(file), 0o777)
            if \(sandbox.tier >= .full) { refused(80, path(file)); refused(21, path(file), 0) }
          }
          """
        let result = try await fixture.grade(
          Self.means + HostileCodeTests.counter(body), options: GradingOptions(schedules: 2))
        let failure = try #require(result["counts-every-increment"]?.failure)
        #expect(failure.outcome.verdict == .failed, "\(sandbox.tier): \(failure.output)")
      }
    }
  }

  @Test("Fail, and leave the other property's verdict alone", .needsX86, arguments: attacks)
  func attack(_ attack: Attack) async throws {
    for sandbox in try await IsolatedMachines.all.value where sandbox.tier >= attack.from {
      let fixture = try await Fixture(sandbox: sandbox)
      let result = try await fixture.grade(
        Self.means + HostileCodeTests.counter(attack.body), options: GradingOptions(schedules: 2))
      try #require(result.build.status == .built, "\(result.build.diagnostics)")
      let failure = try #require(result["counts-every-increment"]?.failure)
      #expect(
        attack.verdicts.contains(failure.outcome.verdict), "\(sandbox.tier): \(failure.outcome) \(failure.output)")
      if attack.verdicts == [.tampered] { #expect(failure.outcome.detail == nil, "\(sandbox.tier)") }
      if let cause = attack.cause { #expect(failure.outcome.cause == cause, "\(sandbox.tier)") }
      #expect(result["starts-at-zero"]?.verdict == .passed, "\(sandbox.tier)")
    }
  }

  @Test("Fail just so as an ordinary user, in a container and outside", .needsX86, arguments: [false, true])
  func ordinaryUser(inContainer: Bool) async throws {
    let strongest = try await Fixture.tier.value
    try #require(strongest.isIsolated)
    let machine = try GraderCopy(user: .ordinary, inContainer: inContainer)
    for attack in Self.attacks where inContainer ? attack.from == .confined : strongest >= attack.from {
      let (_, run) = try machine.grade(Self.means + HostileCodeTests.counter(attack.body))
      try #require(run.verdicts.count == 2, "\(attack)")
      #expect(run.verdicts[0] == "passed", "\(attack)")
      #expect(attack.verdicts.map(\.rawValue).contains(run.verdicts[1]), "\(attack): \(run.verdicts)")
    }
  }

  /// System calls by their numbers on x86-64: by way of the C library's own function, which the engine does not see.
  static let means = """
    import Foundation
    private typealias Call = @convention(c) (Int, Int, Int, Int, Int, Int, Int) -> Int
    private let function = unsafeBitCast(dlsym(dlopen("libc.so.6", RTLD_NOW), "syscall"), to: Call.self)
    private func call(_ number: Int, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0, _ f: Int = 0)
      -> Int { function(number, a, b, c, d, e, f) }
    private func refused(_ number: Int, _ a: Int, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0, _ f: Int = 0) {
      let answer = call(number, a, b, c, d, e, f)
      if answer >= 0 { fatalError("call \\(number) of \\(a), \\(b) answered \\(answer)") }
    }
    private let parent = call(110)
    /// The host is the server's next process as a rule.
    private let host = parent + 1
    private let information: [Int32] = [0, 0, -1] + Array(repeating: 0, count: 29)
    private func path(_ text: String) -> Int { Int(bitPattern: strdup(text)) }
    private func pointer(to value: Int) -> Int {
      let place = UnsafeMutablePointer<Int>.allocate(capacity: 1)
      place.pointee = value
      return Int(bitPattern: place)
    }
    /// Has the kernel write to all memory that is shared with the target.
    private func scribble(_ source: String) {
      let file = call(257, -100, path("/proc/self/maps"), 0)
      var text = "", buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = buffer.withUnsafeMutableBytes { call(0, file, Int(bitPattern: $0.baseAddress), $0.count) }
        if count <= 0 { break }
        text += String(decoding: buffer.prefix(count), as: UTF8.self)
      }
      var found = false
      for line in text.split(separator: "\\n") where line.contains(" rw-s ") {
        let ends = line.prefix { $0 != " " }.split(separator: "-").map { Int($0, radix: 16)! }
        let bytes = call(257, -100, path(source), 0)
        if call(0, bytes, ends[0], ends[1] - ends[0]) > 0 { found = true }
      }
      if !found { fatalError("there is no shared memory") }
    }
    /// Has the kernel write ones to all memory that is shared with the target, in one call, and ends.
    private func forge() {
      let maps = function(257, -100, path("/proc/self/maps"), 0, 0, 0, 0)
      var text = "", buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = buffer.withUnsafeMutableBytes {
          function(0, maps, Int(bitPattern: $0.baseAddress), $0.count, 0, 0, 0)
        }
        if count <= 0 { break }
        text += String(decoding: buffer.prefix(count), as: UTF8.self)
      }
      var places: [(start: Int, size: Int)] = []
      for line in text.split(separator: "\\n") where line.contains(" rw-s ") {
        let ends = line.prefix { $0 != " " }.split(separator: "-").map { Int($0, radix: 16)! }
        places.append((ends[0], ends[1] - ends[0]))
      }
      if places.isEmpty { fatalError("there is no shared memory") }
      let ones = [UInt32](repeating: 1, count: 1 << 22), file = function(319, path("ones"), 0, 0, 0, 0, 0)
      _ = ones.withUnsafeBytes { function(1, file, Int(bitPattern: $0.baseAddress), $0.count, 0, 0, 0) }
      // The smallest first: a file is bounded, and the answer is not the largest.
      let sorted = places.sorted { $0.size < $1.size }
      let vector = sorted.withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
      _ = function(295, file, vector, places.count, 0, 0, 0)
      _ = function(231, 0, 0, 0, 0, 0, 0)
    }

    """
}

extension Trait where Self == ConditionTrait {
  static var needsX86: Self {
    #if arch(x86_64)
      let isKnown = true
    #else
      let isKnown = false
    #endif
    return .enabled(if: isKnown, "the attacks make system calls by their numbers on x86-64")
  }
}
