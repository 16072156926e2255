import Course
import Foundation
import GoldenFiles
import GradeCommands
import Grading
import Records
import Reports
import Sandbox
import Testing

/// What a machine might be like: the doctor's probe and the machine's own settings, without any machine.
struct SampleMachine: Sendable, CustomTestStringConvertible {
  var name: String
  var findings: @Sendable (Words) -> [DoctorFinding]
  /// `nil` where the launcher could not be started.
  var probe: Probe?
  var facts: MachineFacts

  var testDescription: String { name }

  func report(_ course: Course?, _ words: Words) -> DoctorReport {
    DoctorReport(
      findings: findings(words),
      isolation: probe.map { IsolationFinding($0, on: facts, demanded: course?.tier, words) },
      limits: course.map(LimitsFinding.all) ?? [], fixedLimits: LimitsFinding.fixed)
  }

  private static let tools = [
    DoctorFinding(.swift, .good, version: "6.3.1", "/opt/swift/usr"),
    DoctorFinding(.python, .good, version: "3.11.7", "/usr/bin/python3"),
    DoctorFinding(.helpers, .good, "/grader"),
    DoctorFinding(.cache, .good, "/home/student/.cache/concurrency-workbook"),
  ]

  private static func failed(
    _ tier: Tier, _ call: String, _ path: String = "", _ number: Int32 = 1, needs remedy: String
  ) -> Probe.Obstacle {
    .init(tier: tier, cause: .failed(.stepFailed(call: call, path: path, errorNumber: number, remedy: remedy)))
  }

  private static func attempts(_ names: [(String, Tier)], at tier: Tier) -> [Attempt] {
    names.map { Attempt(name: $0.0, stoppedFrom: $0.1, succeeded: $0.1 > tier) }
  }

  private static let tried: [(String, Tier)] = [
    ("read a file that was not listed", .confined), ("see that a file outside exists", .full),
    ("signal the grader", .confined), ("be root", .full), ("reach the network", .confined),
  ]

  /// The launcher's words for what a step needs.
  static let (namespaces, groups, landlock) = (
    "allow user namespaces: and so on", "tier `full+cgroup` needs groups", "tier `confined` needs Linux 6.12"
  )

  static let root = SampleMachine(
    name: "root", findings: { _ in tools },
    probe: Probe(tier: .fullWithGroups, attempts: attempts(tried, at: .fullWithGroups)),
    facts: MachineFacts(kernel: Version(6, 12), isRoot: true))

  static let ordinaryUser = SampleMachine(
    name: "user", findings: { _ in tools },
    probe: Probe(
      tier: .full,
      obstacles: [failed(.fullWithGroups, "mkdir", "/sys/fs/cgroup/user.slice/run-1", 13, needs: groups)],
      attempts: attempts(tried, at: .full)),
    facts: MachineFacts(kernel: Version(6, 8), hasSystemd: true, groupControllers: ["memory", "pids", "cpu"]))

  static let container = SampleMachine(
    name: "container",
    findings: { words in
      [
        DoctorFinding(.swift, CommandError(MissingPart.compiler(folder: nil), words)),
        DoctorFinding(
          .python, .limited, words[.doctorPythonMissing], remedy: words[.doctorPythonRemedy]),
      ] + tools.suffix(2)
    },
    probe: Probe(
      tier: .confined,
      obstacles: [
        failed(.fullWithGroups, "mkdir", "/sys/fs/cgroup/workbook-run-1", 30, needs: groups),
        failed(.full, "clone", "new namespaces", needs: namespaces),
      ], attempts: attempts(tried, at: .confined)),
    facts: MachineFacts(kernel: Version(6, 12), isRoot: true, isContainer: true))

  static let oldKernel = SampleMachine(
    name: "old-kernel",
    findings: { words in
      [DoctorFinding(.swift, CommandError(MissingPart.compiler(folder: "/course/swift"), words))] + tools.dropFirst()
    },
    probe: Probe(
      tier: .limits,
      obstacles: [
        .init(tier: .fullWithGroups, cause: .escapes(["mount", "signal the grader"])),
        .init(tier: .full, cause: .ended(.exceeded(.wallTime))),
        failed(.confined, "landlock_create_ruleset", "", 38, needs: landlock),
      ], attempts: attempts(tried, at: .limits)),
    facts: MachineFacts(kernel: Version(5, 10)))

  static let halfBuilt = SampleMachine(
    name: "half-built",
    findings: { words in
      let compiler = MissingPart.toolchainFiles(
        compiler: "/usr/bin/swiftc", files: ["/usr/bin/ld.lld", "/usr/bin/llvm-symbolizer"])
      return [
        DoctorFinding(.swift, CommandError(compiler, words)), tools[1],
        DoctorFinding(.helpers, CommandError(MissingPart.graderFile("/grader/libInterleave.so"), words)), tools[3],
      ]
    },
    probe: nil, facts: MachineFacts(kernel: Version(6, 12)))
}

@Suite("The doctor") struct DoctorTests {
  @Test(
    "Says what was tried, what is missing, what to do about it and which limits apply",
    arguments: [SampleMachine.root, .ordinaryUser, .container, .oldKernel, .halfBuilt], TextLanguage.allCases)
  func report(machine: SampleMachine, language: TextLanguage) async throws {
    let bench = try Bench()
    let manifest = "exercises/01-turnstile/exercise.yml"
    let text = try bench.text(manifest)
    try bench.write(
      text.replacing("visibility: hidden", with: "limits: {processorSeconds: 3}"), to: manifest)
    let result = await bench.run(["doctor", "--lang", language.rawValue], machine: machine)
    #expect(result.status == (machine.findings(Words(.english)).allSatisfy { $0.state != .missing } ? 0 : 4))
    #expect(differenceFromGolden(result.transcript, "doctor/\(machine.name).\(language.rawValue).txt") == nil)
  }

  @Test("Says the same as JSON")
  func json() async throws {
    let result = try await Bench().run("doctor", "--format", "json", machine: .container)
    #expect(result.status == 4)
    #expect(differenceFromGolden(result.output, "doctor/container.json") == nil)
  }

  @Test(
    "What keeps the sandbox from running a command is told with what to do, in every language",
    arguments: TextLanguage.allCases)
  func sandboxErrors(language: TextLanguage) {
    let words = Words(language)
    let errors: [SandboxError] = [
      .launcherNotStarted(path: "/grader/sandbox-launcher", errorNumber: EACCES),
      .stepFailed(
        call: "setrlimit", path: "RLIMIT_NOFILE", errorNumber: EPERM,
        remedy: "ask for a smaller limit, or start the grader with a higher one"),
      .stepFailed(call: "find the group for", path: "memory", errorNumber: ENOENT, remedy: ""),
      .launcherKilled, .systemCallFailed(call: "pthread_create", errorNumber: EAGAIN), .inputClosed,
    ]
    let texts = errors.map { error in
      let told = CommandError(error, words)
      #expect(told.status == .machineFault)
      return told.message + (told.hint.map { "\n  \(words[.advice, ["text": $0]])" } ?? "") + "\n"
    }
    #expect(differenceFromGolden(texts.joined(), "doctor/sandbox-errors.\(language.rawValue).txt") == nil)
  }

  @Test("A machine below the tier that the course demands cannot grade; outside of a course any isolation will do")
  func demandedTier() async throws {
    let bench = try Bench()
    try bench.write(try bench.text("grader.yml") + "sandbox: {tier: full+cgroup}\n", to: "grader.yml")
    #expect(await bench.run("doctor", machine: .ordinaryUser).status == 4)
    #expect(await bench.run("doctor", machine: .root).status == 0)
    try FileManager.default.removeItem(at: bench.root.appending(path: "grader.yml"))
    #expect(await bench.run("doctor", machine: .ordinaryUser).status == 0)
  }

  @Test("Where parts of the grader are missing that is told, though no course can be read without them")
  func missingParts() async throws {
    let bench = try Bench()
    let result = await bench.run(["doctor"], machine: .halfBuilt, helpers: URL(filePath: "/nonexistent"))
    #expect(result.status == 4)
    #expect(result.log.isEmpty)
    #expect(result.output.contains("`/grader/libInterleave.so` is missing"))
    // Any other command needs the part, and ends with it.
    let list = await bench.run(["list"], helpers: URL(filePath: "/nonexistent"))
    #expect(list.status == 4)
    #expect(list.log.contains("`/nonexistent/workbook-target` is missing"))
  }

  @Test("A course that cannot be read is told, with status 2")
  func brokenCourse() async throws {
    let bench = try Bench()
    try bench.write("title: 3\n", to: "grader.yml")
    #expect(await bench.run("doctor", machine: .root).status == 2)
  }

  @Test(
    "A tool's version is the first number with a dot in what it says",
    arguments: [
      ("Swift version 6.3.1 (swift-6.3.1-RELEASE)", "6.3.1"), ("Python 3.11.7", "3.11.7"), ("build 2026 of 3.2", "3.2"),
      ("no idea", nil),
    ])
  func version(said: String, version: String?) {
    #expect(Doctor.version(said: said) == version)
  }
}
