// Why a command could not do its work, and the exit status that says so.

package import Records

/// The exit statuses that scripts rely on.
package enum ExitStatus: Int32, Sendable {
  case passed = 0
  /// Graded, and something failed.
  case failed = 1
  /// The command line or the configuration is wrong.
  case usage = 2
  /// The course is at fault.
  case courseFault = 3
  /// The machine could not grade.
  case machineFault = 4

  /// The status for graded work: what was not graded outweighs the course's faults, and these what failed.
  package init(_ exercises: [ExerciseResult]) {
    let notGraded = exercises.contains { exercise in
      exercise.build.status == .notGraded || exercise.properties.contains { $0.verdict == .notGraded }
    }
    // The course's own programs build, and its solution passes.
    let courseFault = exercises.contains { exercise in
      exercise.work == .solution
        ? !exercise.passed : exercise.work != .submission && exercise.build.status == .failed
    }
    self =
      notGraded
      ? .machineFault : courseFault ? .courseFault : exercises.allSatisfy(\.passed) ? .passed : .failed
  }
}

/// What went wrong, and what to do about it.
package struct CommandError: Error, Sendable {
  package var status: ExitStatus
  package var message: String
  package var hint: String?

  package init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
    self.status = status
    self.message = message
    self.hint = hint
  }
}
