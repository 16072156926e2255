// Finds the file to grade and reads it safely.

import Course
import Foundation
import Grading
import Records
import Reports

/// A submission that holds nothing to grade, with the reason in the reader's language.
struct UnusableWork: Error {
  var message: String
}

struct WorkFinder {
  let session: Session
  let options: WorkOptions

  var language: Language { session.workspace?.language ?? .swift }

  /// The work on an exercise, read.
  ///
  /// - Throws: ``UnusableWork`` for a submission without a usable file, ``CommandError`` where the reader's own folder or
  ///   the course has none.
  func find(_ exercise: Exercise) throws -> (work: GradedWork, source: String) {
    let url = try file(exercise)
    let path = session.console.shown(url)
    do throws(WorkFileError) {
      let source = try WorkFile.read(url)
      return (GradedWork(exercise: exercise, work: options.work, file: url, shownPath: path), source)
    } catch {
      let message = session.words.explain(error, path)
      if options.submission != nil { throw UnusableWork(message: message) }
      let isOwn = options.work == .submission
      throw CommandError(
        isOwn ? .usage : .courseFault, message,
        hint: isOwn ? session.words[.workMissingHint, ["exercise": exercise.id]] : nil)
    }
  }

  private func file(_ exercise: Exercise) throws -> URL {
    let words = session.words
    guard exercise.languages.contains(language) else {
      throw CommandError(
        .usage, words[.exerciseNotInLanguage, ["exercise": exercise.id, "language": language.rawValue]])
    }
    switch options.work {
    case .submission:
      if let submission = options.submission { return try submitted(exercise, in: submission) }
      return try session.requiredWorkspace().file(exercise)
    case .stub: return exercise.stubFile(language)
    case .solution: return try GradedWork.solution(exercise).file
    case .mutant(let name): return try GradedWork.mutant(name, of: exercise).file
    }
  }

  /// The file in a submitted folder: in a folder of the exercise's name, or at the top.
  private func submitted(_ exercise: Exercise, in folder: String) throws -> URL {
    let root = session.console.folder(folder)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder), isFolder.boolValue else {
      throw CommandError(.usage, session.words[.noFolder, ["folder": folder]])
    }
    let name = exercise.sourceFileName(language)
    let nested = root.appending(component: exercise.id)
    var status = stat()
    let hasNested = lstat(nested.path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    return (hasNested ? nested : root).appending(component: name)
  }
}
