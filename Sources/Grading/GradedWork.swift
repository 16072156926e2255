// Which file is graded, and as what.

package import Course
package import Foundation
package import Records

/// One implementation of an exercise.
package struct GradedWork: Sendable {
  package let exercise: Exercise
  package let work: Work
  package let file: URL
  /// The path in messages: as a person would type it.
  package let shownPath: String

  package init(exercise: Exercise, work: Work, file: URL, shownPath: String? = nil) {
    self.exercise = exercise
    self.work = work
    self.file = file
    self.shownPath = shownPath ?? file.path
  }

  package static func stub(_ exercise: Exercise) -> GradedWork {
    GradedWork(exercise: exercise, work: .stub, file: exercise.stubFile(.swift))
  }

  /// - Throws: ``GradingError`` when this copy of the course has no solutions.
  package static func solution(_ exercise: Exercise) throws(GradingError) -> GradedWork {
    GradedWork(exercise: exercise, work: .solution, file: try solutions(of: exercise).file(.swift))
  }

  /// - Throws: ``GradingError`` when there is no such mutant.
  package static func mutant(_ name: String, of exercise: Exercise) throws(GradingError) -> GradedWork {
    let mutants = try solutions(of: exercise).mutants
    guard let file = mutants.first(where: { $0.name == name })?.files[.swift] else {
      throw .noMutant(name, exercise: exercise.id, known: mutants.map(\.name))
    }
    return GradedWork(exercise: exercise, work: .mutant(name), file: file)
  }

  private static func solutions(of exercise: Exercise) throws(GradingError) -> Solution {
    guard let solution = exercise.solution else {
      throw .noSolution(exercise: exercise.id)
    }
    return solution
  }

  /// Whose fault it is when the file cannot be used.
  var fault: GradingError.Fault { work == .submission ? .usage : .course }
}
