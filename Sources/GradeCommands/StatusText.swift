// Where a student is in the course, and what to type next.

import Course
import Foundation
import Reports

struct StatusText {
  private let session: Session
  private let progress: Progress

  init(_ session: Session) throws {
    self.session = session
    progress = session.progress()
  }

  func text() -> String {
    let (words, style, course) = (session.words, session.style, session.course)
    var lines = [style.bold(course.title[words.language])]
    let solved = course.exercises.filter { progress.exercises[$0.id]?.passed == true }
    let points = course.exercises.reduce(0) { $0 + (progress.exercises[$1.id]?.points ?? 0) }
    lines.append(
      words[
        .statusProgress,
        [
          "solved": solved.count, "count": course.exercises.count, "points": points,
          "maxPoints": course.exercises.reduce(0) { $0 + $1.points },
        ]])
    lines.append("")
    guard let workspace = session.workspace else {
      lines.append(words[.statusNoWorkspace])
      lines += TextTable([["", "\(words.program) init \(Session.usualWorkspace)"]]).lines(indent: 0)
      return lines.joined(separator: "\n") + "\n"
    }
    guard let next = session.nextExercise(after: progress) else {
      lines.append(words[.statusAllSolved])
      return lines.joined(separator: "\n") + "\n"
    }
    lines.append(words[.statusNext, ["exercise": "\(next.id) \(next.title[words.language])"]])
    let program = words.program
    lines += TextTable([
      [words[.statusRead], "\(program) show \(next.number)"],
      [words[.statusEdit], session.console.shown(workspace.file(next))],
      [words[.statusRun], "\(program) run"],
      [words[.statusHint], "\(program) hint \(next.number)"],
    ]).lines()
    return lines.joined(separator: "\n") + "\n"
  }
}
