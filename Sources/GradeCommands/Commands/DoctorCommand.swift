import ArgumentParser
import Course
import Grading
import Records
import Reports

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Says what this machine can grade, and what to do where it cannot.")

  @Option(help: "Format of the report.")
  var format: OutputFormat = .text

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let console = Console.current
    let words = Words(global.language ?? .init(environment: console.environment), program: console.program)
    let course: Course?
    do {
      course = try self.course(console)
    } catch is MissingPart {
      // The report says which: without it no course can be read.
      course = nil
    }
    let report = await console.doctor(console, course, words)
    switch format {
    case .text: console.write(DoctorText(words: words, style: console.style, width: console.width).text(report))
    case .json: console.write(try JSONReport(words: words).report(report))
    }
    if report.missing > 0 { throw ExitCode(ExitStatus.machineFault.rawValue) }
  }

  /// The course that is named or that the reader stands in; a machine can be looked at without any.
  private func course(_ console: Console) throws -> Course? {
    if global.course == nil, Course.find(from: console.workingDirectory) == nil,
      try Workspace.find(from: console.workingDirectory) == nil
    {
      return nil
    }
    return try Session(global, console: console).course
  }
}
