// What a command works on: the course, the student's workspace and the reader's language.

import Course
import Foundation
import Grading
import Records
import Reports

struct Session {
  let console: Console
  let words: Words
  let course: Course
  let workspace: Workspace?
  /// The course as the reader named it.
  private let courseOption: String?

  var style: Style { console.style }

  /// Finds the course: the given folder, the one the workspace names, or the nearest above the working directory.
  init(_ options: GlobalOptions, console: Console = .current) throws {
    self.console = console
    words = Words(
      options.language ?? TextLanguage(environment: console.environment), program: console.program)
    courseOption = options.course
    let here = console.workingDirectory
    var workspace = try Workspace.find(from: here)
    let root: URL
    if let given = options.course {
      root = console.folder(given)
      guard FileManager.default.fileExists(atPath: root.appending(component: Course.fileName).path) else {
        throw CommandError(.usage, words[.noCourseThere, ["folder": given]], hint: words[.noCourseThereHint])
      }
      if workspace?.course.path != root.path { workspace = nil }
    } else if let found = workspace?.course ?? Course.find(from: here) {
      root = found
      if let workspace, !FileManager.default.fileExists(atPath: root.appending(component: Course.fileName).path) {
        let file = console.shown(workspace.root.appending(component: Workspace.fileName))
        throw CommandError(
          .usage, words[.noCourseThere, ["folder": root.path]], hint: words[.noCourseOfWorkspaceHint, ["file": file]])
      }
    } else {
      throw CommandError(.usage, words[.noCourse], hint: words[.noCourseHint])
    }
    course = try Course.load(root: root, strategies: Kit(folder: console.helpers).strategies)
    // At the course's root the workspace of the usual name serves.
    self.workspace = try workspace ?? Workspace.load(root.appending(component: Self.usualWorkspace))
  }

  /// What `init` is told in every text that mentions it.
  static let usualWorkspace = "work"

  /// The exercise that a reader names.
  func exercise(_ text: String) throws -> Exercise {
    do throws(Course.LookupError) {
      return try course.exercise(matching: text)
    } catch {
      let message: Message = error.candidates.isEmpty ? .noExercise : .ambiguousExercise
      let hint =
        error.candidates.isEmpty
        ? error.suggestion.map { words[.didYouMean, ["name": $0]] } ?? words[.listShowsExercises]
        : words[.oneOf, ["names": error.candidates.map { "`\($0)`" }.joined(separator: words[.listSeparator])]]
      throw CommandError(.usage, words[message, ["name": text]], hint: hint)
    }
  }

  /// The workspace, or what to type to get one.
  func requiredWorkspace() throws -> Workspace {
    if let workspace { return workspace }
    throw CommandError(.usage, words[.noWorkspace], hint: words[.noWorkspaceHint, ["folder": Self.usualWorkspace]])
  }

  func progress() -> Progress {
    workspace?.progress.load(note: noteUnreadable) ?? Progress()
  }

  /// The first exercise, in the course's order, that is not solved.
  func nextExercise(after progress: Progress) -> Exercise? {
    let language = workspace?.language ?? .swift
    return course.exercises.first {
      $0.languages.contains(language) && progress.exercises[$0.id]?.passed != true
    }
  }

  func noteUnreadable(_ aside: URL) {
    console.log(words[.stateUnreadable, ["file": console.shown(aside)]] + "\n")
  }

  /// - Parameter submission: the submitted folder as the reader named it.
  func describe(
    _ exercise: Exercise, _ language: Language, submission: String?, source: String? = nil
  ) -> ExerciseDescription {
    let properties = exercise.properties.map { property in
      let description = ExerciseDescription.Property(
        text: property.text[words.language], hint: property.hint?[words.language],
        isHidden: property.visibility == .hidden)
      return (property.id, description)
    }
    let fileName = exercise.sourceFileName(language)
    let lines = source?.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init) ?? []
    let places = [("--submission", submission), ("--course", courseOption)]
    return ExerciseDescription(
      title: exercise.title[words.language], sourceFile: fileName,
      properties: Dictionary(uniqueKeysWithValues: properties),
      places: places.map { option, path in path.map { " \(option) \($0.shellQuoted)" } ?? "" }.joined(),
      sourceLine: { location in
        location.file == fileName && lines.indices.contains(location.line - 1) ? lines[location.line - 1] : nil
      })
  }
}
