// Why nothing could be graded, and whose fault that is.

package import Sandbox

/// An error that ends a run. No student is given a zero for it.
package enum GradingError: Error, Hashable, Sendable {
  package enum Fault: Hashable, Sendable {
    /// What was asked for does not exist, or cannot be read: exit code 2.
    case usage
    /// An exercise is broken: exit code 3.
    case course
    /// A tool or the isolation is missing, or the disk is full: exit code 4.
    case machine
  }

  // What was asked for.
  case sourceUnusable(path: String, WorkFileError, fault: Fault)
  case doesNotBuild(path: String, exercise: String, fault: Fault)
  case noSolution(exercise: String)
  case noMutant(String, exercise: String, known: [String])
  case noProperty(String, exercise: String, known: [String])
  case noProgram(String)
  case notExecutable(String)
  /// With the system's reason.
  case programNotStarted(path: String, reason: String)
  /// A program named as Python's interpreter is.
  case notPython(path: String)

  // The course.
  case propertiesNotDeclared(file: String, [String])
  case stubDoesNotBuild(exercise: String)
  /// Under the exercise's limits on a build.
  case stubExceedsLimits(exercise: String)
  case importsExceedLimit(Limit)

  // The machine.
  case cacheNotWritable(folder: String, reason: String)
  /// With what the compiler said of a file that only imports modules of the system.
  case importsDoNotCompile(said: String)
  /// The engine's path, which the loader would take for several.
  case enginePath(String)
  /// With the target's reason.
  case exerciseRefused(reason: String)
  case replayFailed(reason: String?)
  case cannotExplore(program: String, reason: String?)

  package var fault: Fault {
    switch self {
    case .sourceUnusable(_, _, let fault), .doesNotBuild(_, _, let fault): fault
    case .noSolution, .noMutant, .noProperty, .noProgram, .notExecutable, .programNotStarted, .notPython: .usage
    case .propertiesNotDeclared, .stubDoesNotBuild, .stubExceedsLimits, .importsExceedLimit: .course
    case .cacheNotWritable, .importsDoNotCompile, .enginePath, .exerciseRefused, .replayFailed, .cannotExplore:
      .machine
    }
  }
}
