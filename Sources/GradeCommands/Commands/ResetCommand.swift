import ArgumentParser
import Course
import Reports

struct ResetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "Puts the stub back; the old file is kept under another name.")

  @Argument(help: "The exercise: its number, name or identifier.")
  var exercise: String

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let session = try Session(global)
    let exercise = try session.exercise(exercise)
    let workspace = try session.requiredWorkspace()
    let aside = try workspace.reset(exercise)
    var progress = workspace.progress.load(note: session.noteUnreadable)
    if progress.exercises.removeValue(forKey: exercise.id) != nil { try workspace.progress.save(progress) }
    let file = session.console.shown(workspace.file(exercise))
    let text =
      aside.map { session.words[.resetKept, ["file": file, "old": session.console.shown($0)]] }
      ?? session.words[.resetMade, ["file": file]]
    session.console.write(text + "\n")
  }
}
