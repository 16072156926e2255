import ArgumentParser
import Course
import Foundation
import Reports

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Makes a workspace: one folder an exercise, to work in.",
    usage: "grade init <folder> [<options>]",
    discussion: "Run again, it adds what is missing and overwrites nothing.")

  @Argument(help: "The folder to make.", completion: .directory)
  var folder: String

  @Option(help: "The programming language to work in: swift.")
  var language: String = Language.swift.rawValue

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let session = try Session(global)
    let words = session.words
    guard let language = Language(rawValue: language), session.course.languages[language] != nil else {
      let known = session.course.languages.keys.map(\.rawValue).sorted().joined(separator: ", ")
      throw CommandError(.usage, words[.noLanguage, ["name": language]], hint: words[.oneOf, ["names": known]])
    }
    let root = session.console.folder(folder)
    if let existing = try Workspace.load(root), existing.course.path != session.course.root.path {
      throw CommandError(
        .usage, words[.otherWorkspace, ["folder": folder, "course": existing.course.path]],
        hint: words[.otherWorkspaceHint])
    }
    let (workspace, written) = try Workspace.create(at: root, course: session.course, language: language)
    session.console.write(
      words[.workspaceMade, ["folder": session.console.shown(root), "count": written.count]] + "\n")
    if let next = session.nextExercise(after: workspace.progress.load(note: session.noteUnreadable)) {
      session.console.write(
        words[.workspaceNext, ["file": session.console.shown(workspace.file(next)), "exercise": next.number]] + "\n")
    }
  }
}
