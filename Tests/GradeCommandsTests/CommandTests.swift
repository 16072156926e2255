import Course
import Foundation
import GoldenFiles
import GradeCommands
import Records
import Synchronization
import Testing

@Suite struct CommandTests {
  @Test("A student's way from an empty folder to a solved course", arguments: TextLanguage.allCases)
  func journey(language: TextLanguage) async throws {
    let bench = try Bench()
    let environment = ["LANG": language == .english ? "en_GB.UTF-8" : "zh_CN.UTF-8"]
    var transcript = ""
    func type(_ arguments: String..., status: Int32 = 0, failing: Set<String> = []) async {
      let result = await bench.run(arguments, environment: environment) { _, property in
        failing.contains(property) ? sampleFailure : nil
      }
      #expect(result.status == status, "\(arguments)")
      transcript += "$ grade \(arguments.joined(separator: " "))\n\(result.transcript)\n"
    }
    await type()
    await type("run", "1", status: 2)
    await type("init", "work")
    await type()
    await type("list")
    await type("run", status: 1, failing: ["opens-one-at-a-time"])
    await type("run", status: 0)
    await type()
    await type("run", status: 1, failing: ["counts-everyone", "lets-everyone-through"])
    await type("hint", "turnstile")
    await type("hint", "turnstile")
    await type("hint", "turnstile")
    await type("reset", "turnstile")
    await type("run", "turnstile", "two-doors")
    await type("list")
    await type()
    await type("run")
    #expect(differenceFromGolden(transcript, "journey.\(language.rawValue).txt") == nil)
  }

  @Test("The text of an exercise is shown in the reader's language")
  func show() async throws {
    let bench = try Bench()
    #expect(await bench.run("show", "1").output == (try bench.text("exercises/01-turnstile/README.md")))
    #expect(
      await bench.run("show", "1", "--lang", "zh-Hans").output
        == (try bench.text("exercises/01-turnstile/README.zh-Hans.md")))
    #expect(await bench.run("--lang", "zh-Hans", "show", "1").output.contains("旋转门"))
  }

  @Test(
    "What cannot be found is named, with the nearest that can",
    arguments: [
      ["run", "turnstyle"], ["run", "nothing-like-it"], ["show", "t"], ["run", "1", "--mutant", "forgets-to-unlok"],
      ["run", "two-doors", "--solution"], ["run", "--solution"], ["run", "1", "--submission", "nowhere"],
      ["list", "--course", "exercises"], ["init", "work", "--language", "rust"], ["hint", "1"], ["reset", "1"],
      ["replay", "nonsense"], ["replay", "01-turnstile.counts-everyone.AAAA"],
    ])
  func notFound(arguments: [String]) async throws {
    let bench = try Bench()
    let result = await bench.run(arguments)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    let name = arguments.joined(separator: " ").replacing(" ", with: "_")
    #expect(differenceFromGolden(result.log, "not-found/\(name).txt") == nil)
  }

  @Test("Outside any course every command says how to find one")
  func noCourse() async throws {
    let bench = try Bench()
    try FileManager.default.removeItem(at: bench.root.appending(path: "grader.yml"))
    for arguments in [[], ["list"], ["run"], ["init", "work"], ["check"]] {
      let result = await bench.run(arguments)
      #expect(result.status == 2)
      #expect(result.log.contains("there is no course here") && result.log.contains("--course"))
    }
  }

  @Test("The JSON of a run has the same facts as the text, and only JSON goes to standard output")
  func json() async throws {
    let bench = try Bench()
    let result = await bench.run("run", "1", "--solution", "--format", "json", "--seed", "9", "--schedules", "50") {
      _, property in property == "counts-everyone" ? sampleFailure : nil
    }
    // A solution that fails is the course's fault.
    #expect(result.status == 3)
    #expect(result.log.isEmpty)
    #expect(differenceFromGolden(result.output, "run.json") == nil)
    let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    #expect(document?["seed"] as? String == "9")
  }

  @Test("A replay shows every step, and tells when the file has changed since")
  func replay() async throws {
    let bench = try Bench()
    let token = ReplayToken(
      exercise: "01-turnstile", property: "counts-everyone", fingerprint: 7, input: [2], schedule: Schedule())
    let result = await bench.run("replay", "\(token)", "--solution") { _, _ in sampleFailure }
    #expect(result.status == 3)
    #expect(differenceFromGolden(result.transcript, "replay.txt") == nil)
    var stale = token
    stale.fingerprint = 8
    let changed = await bench.run("replay", "\(stale)", "--solution")
    #expect(changed.status == 0)
    #expect(changed.log.contains("has changed"))
    let hidden = ReplayToken(
      exercise: "01-turnstile", property: "lets-everyone-through", fingerprint: 7, input: [], schedule: Schedule())
    _ = await bench.run("init", "work")
    #expect(await bench.run("replay", "\(hidden)").status == 2)
  }

  @Test("A check prints its table, and an unfair exercise ends with status 3")
  func check() async throws {
    let bench = try Bench()
    let unfair = await bench.run("check", "1") { work, property in
      work == .mutant("counts-without-lock") && property == "counts-everyone" ? sampleFailure : nil
    }
    #expect(unfair.status == 3)
    #expect(differenceFromGolden(unfair.transcript, "check.txt") == nil)
    let fair = await bench.run("check", "1", "--format", "json") { work, _ in
      work == .solution ? nil : sampleFailure
    }
    #expect(fair.status == 0)
    #expect(differenceFromGolden(fair.output, "check.json") == nil)
  }

  @Test(
    "Every command that runs code isolates it as the course demands, or as its reader does",
    arguments: [
      ["run", "1", "--solution"], ["check", "1"], ["replay", "01-turnstile.counts-everyone.\(sampleToken)", "--stub"],
      ["explore", "--", "/bin/echo"],
    ])
  func isolation(command: [String]) async throws {
    let bench = try Bench()
    try bench.write(try bench.text("grader.yml") + "sandbox: {tier: full+cgroup}\n", to: "grader.yml")
    let options = [[], ["--require-tier", "confined"], ["--allow-unsandboxed"]]
    for option in options { _ = await bench.run([command[0]] + option + command.dropFirst()) }
    #expect(bench.demanded.withLock { $0 } == [.fullWithGroups, .confined, nil])
    let both = await bench.run([command[0]] + options[1] + options[2] + command.dropFirst())
    #expect(both.status == 2)
  }

  @Test("Only a terminal sees colour and progress, and the progress line is taken away")
  func terminal() async throws {
    let bench = try Bench()
    let plain = await bench.run(["run", "1", "--solution"])
    let terminal = await bench.run(["run", "1", "--solution"], onTerminal: true)
    #expect(plain.log.isEmpty)
    let failing = await bench.run(["run", "1", "--solution"], onTerminal: true) { _, _ in sampleFailure }
    #expect(failing.log.contains("━━━━━━━━╌╌╌╌╌╌╌╌ 1/2  01-turnstile  ✗ lets-everyone-through\r"))
    #expect(terminal.log.contains("━━━━━━━━━━━━━━━━ 2/2  01-turnstile") && terminal.log.hasSuffix("\r\u{1B}[K"))
    #expect(terminal.output.replacing(/\u{1B}\[[0-9]*m/, with: "") == plain.output)
    #expect(terminal.output != plain.output)
    let uncoloured = await bench.run(["run", "1", "--solution"], environment: ["NO_COLOR": "1"], onTerminal: true)
    #expect(uncoloured.output == plain.output)
  }

  @Test("Work that the machine could not grade is no failure of the student's")
  func notGraded() async throws {
    let bench = try Bench()
    _ = await bench.run("init", "work")
    let result = await bench.run("run", "1") { _, _ in
      FailureReport(outcome: Outcome(.notGraded, cause: .sandbox, detail: "no space left"))
    }
    #expect(result.status == 4)
    #expect(result.output.contains("–/10"))
    // Nothing is remembered of it.
    #expect(await bench.run("list").output.contains("·  01-turnstile"))
  }
}
