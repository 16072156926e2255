import Foundation
import GoldenFiles
import GradeCommands
import Records
import Testing

@Suite struct ExploreTests {
  @Test(
    "Each outcome of a program is shown with how often, who waits, and its replay", arguments: TextLanguage.allCases)
  func outcomes(language: TextLanguage) async throws {
    let bench = try Bench()
    let result = await bench.run(["--lang", language.rawValue, "explore", "--", "/bin/echo", "a b"])
    #expect(result.status == 1)
    #expect(differenceFromGolden(result.transcript, "explore.\(language.rawValue).txt") == nil)
  }

  @Test("One schedule is shown step by step, and a changed program is told")
  func replay() async throws {
    let bench = try Bench()
    let changed = ReplayToken(exercise: "", property: "", fingerprint: 8, input: [], schedule: Schedule()).encoded
    var transcript = ""
    for token in [sampleToken, changed] {
      let result = await bench.run("explore", "--replay", token, "--", "/bin/echo")
      #expect(result.status == 1)
      transcript += result.transcript
    }
    #expect(differenceFromGolden(transcript, "explore-replay.txt") == nil)
  }

  @Test("An exhaustive search says how many orders there are, and whether these are all")
  func exhaustive() async throws {
    let bench = try Bench()
    for (schedules, text) in [
      ("12", "all orders that can make a difference: 10"), ("11", "10 orders, not all there are"),
    ] {
      let result = await bench.run("explore", "--exhaustive", "--schedules", schedules, "--", "/bin/echo")
      #expect(result.output.contains("  \(text)\n"))
    }
    let bounded = await bench.run("explore", "--preemptions", "3", "--schedules", "11", "--", "/bin/echo")
    #expect(bounded.output.contains("  10 orders, among them all within a preemption bound of 2\n"))
    for (arguments, message) in [
      (["--preemptions=-1"], "`--preemptions -1` is out of range: from 0."),
      (["--preemptions", "1", "--exhaustive"], "`--exhaustive` and `--preemptions` exclude each other"),
    ] {
      let refused = await bench.run(["explore"] + arguments + ["--", "/bin/echo"])
      #expect(refused.status == 2)
      #expect(refused.log.contains(message))
    }
  }

  @Test("The same as JSON")
  func json() async throws {
    let bench = try Bench()
    let outcomes = await bench.run("explore", "--format", "json", "--", "/bin/echo")
    #expect(differenceFromGolden(outcomes.output, "explore.json") == nil)
    let replay = await bench.run("explore", "--replay", sampleToken, "--format", "json", "--", "/bin/echo")
    #expect(differenceFromGolden(replay.output, "explore-replay.json") == nil)
  }

  @Test("An exercise's example is explored by name, from its own folder")
  func example() async throws {
    let bench = try Bench()
    let python = bench.root.appending(path: "bin/python3")
    try bench.write("#!/bin/sh\nprintf '/usr/bin/python3\\n/usr\\n/usr\\n'\n", to: "bin/python3")
    chmod(python.path, 0o755)
    try bench.write("print(1)\n", to: "exercises/01-turnstile/examples/one.py")
    try bench.write("print(2)\n", to: "exercises/01-turnstile/examples/two.py")
    let environment = ["PATH": python.deletingLastPathComponent().path]
    for (arguments, script) in [(["1"], "one"), (["1", "two"], "two")] {
      let result = await bench.run(["explore"] + arguments, environment: environment)
      #expect(result.output.hasPrefix("python3 \(script).py\n"))
      #expect(result.output.contains("grade explore 01-turnstile \(script) --replay \(sampleToken)"))
    }
  }

  @Test(
    "What cannot be explored is named, with what can",
    arguments: [
      ["explore"], ["explore", "1"], ["explore", "--", "no-such-program"],
      ["explore", "--replay", "nonsense", "--", "/bin/echo"],
    ])
  func refused(arguments: [String]) async throws {
    let bench = try Bench()
    let result = await bench.run(arguments)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    let name = arguments.joined(separator: " ").replacing(" ", with: "_").replacing("/", with: "-")
    #expect(differenceFromGolden(result.log, "not-found/\(name).txt") == nil)
  }
}
