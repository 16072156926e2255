import GoldenFiles
import GradeCommands
import Testing

@Suite struct HelpTests {
  static let commands = [
    "", "init", "list", "show", "run", "hint", "replay", "explore", "reset", "check", "doctor",
  ]

  @Test("The help of a command says what it does", arguments: commands)
  func help(command: String) async throws {
    let bench = try Bench()
    let result = command.isEmpty ? await bench.run("--help") : await bench.run("help", command)
    #expect(result.status == 0)
    #expect(result.log.isEmpty)
    #expect(differenceFromGolden(result.output, "help\(command.isEmpty ? "" : "-\(command)").txt") == nil)
    for line in result.output.split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test(
    "A command line that cannot be understood ends with status 2 and says what to type instead",
    arguments: [
      ["rnu"], ["frobnicate"], ["run", "--sede", "3"], ["run", "--solution", "--stub"], ["run", "--all", "1"],
      ["run", "--schedules", "0"], ["run", "--schedules", "many"], ["run", "--mutant"], ["replay"],
      ["--lang", "fr", "list"],
      ["run", "--format", "xml"], ["explore", "1", "--", "true"], ["explore", "--schedules", "0", "--", "true"],
    ])
  func usage(arguments: [String]) async throws {
    let bench = try Bench()
    let result = await bench.run(arguments)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    let name = arguments.joined(separator: " ").replacing(" ", with: "_")
    #expect(differenceFromGolden(result.log, "usage/\(name).txt") == nil)
  }
}
