// What a command sees of the outside: where text goes, where it was started, what grades for it.

package import Foundation
package import Reports

/// The surroundings of a command. Tests give their own, so no command needs a terminal.
package struct Console: Sendable {
  /// Writes data to standard output.
  package var write: @Sendable (String) -> Void
  /// Writes progress and errors to standard error.
  package var log: @Sendable (String) -> Void
  /// Whether standard output is a terminal.
  package var isTerminal: Bool
  /// Whether standard error is one.
  package var errorIsTerminal: Bool
  package var environment: [String: String]
  package var workingDirectory: URL
  /// The folder of the `grade` executable, with its helpers in it.
  package var helpers: URL
  /// How work is graded.
  package var grading: GradingService.Opener
  /// How programs are explored.
  package var programs: ProgramService.Opener
  /// How the machine is looked at.
  package var doctor: Doctor.Examination

  package init(
    write: @escaping @Sendable (String) -> Void, log: @escaping @Sendable (String) -> Void, isTerminal: Bool = false,
    errorIsTerminal: Bool = false, environment: [String: String] = [:], workingDirectory: URL, helpers: URL,
    grading: @escaping GradingService.Opener = GradingService.live,
    programs: @escaping ProgramService.Opener = ProgramService.live,
    doctor: @escaping Doctor.Examination = Doctor.live
  ) {
    self.write = write
    self.log = log
    self.isTerminal = isTerminal
    self.errorIsTerminal = errorIsTerminal
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.helpers = helpers
    self.grading = grading
    self.programs = programs
    self.doctor = doctor
  }

  /// The console of the running command.
  @TaskLocal package static var current = Console.process

  /// The real one.
  package static var process: Console {
    let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    return Console(
      write: { FileHandle.standardOutput.writeIgnoringClosedPipe($0) },
      log: { FileHandle.standardError.writeIgnoringClosedPipe($0) }, isTerminal: isatty(STDOUT_FILENO) == 1,
      errorIsTerminal: isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb",
      environment: ProcessInfo.processInfo.environment,
      workingDirectory: URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory),
      helpers: executable.deletingLastPathComponent())
  }

  package var style: Style { Style(isTerminal: isTerminal, environment: environment) }

  /// Cells of a line: `COLUMNS`, or 80.
  package var width: Int { environment["COLUMNS"].flatMap { Int($0) }.map { min(max($0, 60), 400) } ?? 80 }

  /// How the reader called the grader, which is what the texts say to type.
  package var program: String { (environment["GRADE_PROGRAM"] ?? "grade").shellQuoted }

  /// The folder that a reader names, from where the reader stands.
  func folder(_ path: String) -> URL { workingDirectory.appendingFolder(path) }

  /// A path as it is shortest from where the reader stands.
  package func shown(_ url: URL) -> String {
    let path = url.standardizedFileURL.path
    let here = workingDirectory.standardizedFileURL.path
    if path == here { return "." }
    return path.hasPrefix(here + "/") ? String(path.dropFirst(here.count + 1)) : path
  }
}

extension URL {
  /// The folder at a path: absolute, or from this folder on.
  func appendingFolder(_ path: String) -> URL {
    let url = path.hasPrefix("/") ? URL(filePath: path, directoryHint: .isDirectory) : appending(path: path)
    return url.standardizedFileURL
  }
}

extension String {
  /// The word as a shell takes it for one.
  var shellQuoted: String {
    let isPlain = !isEmpty && allSatisfy { $0.isLetter || $0.isNumber || "-_./~+,:@%".contains($0) }
    return isPlain ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}

extension FileHandle {
  /// A reader that closed the pipe wants no more.
  fileprivate func writeIgnoringClosedPipe(_ text: String) { try? write(contentsOf: Data(text.utf8)) }
}
