// What grading needs and did not find.

/// A tool, or a part of the grader, that is not where it should be: the machine's fault.
package enum MissingPart: Error, Hashable, Sendable {
  /// No Swift compiler in the folder that the course names or, where it names none, in `PATH`.
  case compiler(folder: String?)
  /// Some of the files that belong to a compiler.
  case toolchainFiles(compiler: String, files: [String])
  /// A file of the grader's own build.
  case graderFile(String)
}
