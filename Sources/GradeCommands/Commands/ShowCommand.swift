import ArgumentParser
import Course
import Foundation
import Reports

struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows an exercise's text.")

  @Argument(help: "The exercise: its number, name or identifier.")
  var exercise: String

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let session = try Session(global)
    let exercise = try session.exercise(exercise)
    let text = try String(contentsOf: exercise.readme(session.words.language), encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix("#") ? session.style.bold(String(line)) : String(line)
    }
    session.console.write(lines.joined(separator: "\n"))
  }
}
