import ArgumentParser
import Course
import Foundation
import Records
import Reports

struct HintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hint", abstract: "Shows the next hint, a step at a time.",
    discussion: "Hints begin with a nudge and end close to the code. Those shown before are shown again.")

  @Argument(help: "The exercise: its number, name or identifier.")
  var exercise: String

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let session = try Session(global)
    let words = session.words
    let exercise = try session.exercise(exercise)
    let workspace = try session.requiredWorkspace()
    guard !exercise.hints.isEmpty else {
      session.console.write(words[.noHints, ["exercise": exercise.id]] + "\n")
      return
    }
    var shown = workspace.hintsShown.load(note: session.noteUnreadable)
    let count = min(max(shown.exercises[exercise.id] ?? 0, 0) + 1, exercise.hints.count)
    for (index, hint) in exercise.hints.prefix(count).enumerated() {
      guard let url = hint[words.language] ?? hint.min(by: { $0.key.rawValue < $1.key.rawValue })?.value else {
        continue
      }
      let heading = words[.hintHeading, ["number": index + 1, "count": exercise.hints.count]]
      let text = try String(contentsOf: url, encoding: .utf8).trimmingCharacters(in: .newlines)
      session.console.write((index == 0 ? "" : "\n") + session.style.bold(heading) + "\n\n" + text + "\n")
    }
    shown.exercises[exercise.id] = count
    try workspace.hintsShown.save(shown)
    if count < exercise.hints.count { session.console.log("\n" + words[.moreHints] + "\n") }
  }
}
