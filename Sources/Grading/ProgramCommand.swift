// Finds the program that a reader's command means, and what it needs to run.

package import Foundation
internal import Records

/// A command that can be explored.
package struct ProgramCommand: Hashable, Sendable {
  /// As the reader gave it.
  package let words: [String]
  /// The folder it runs in.
  let folder: String
  /// An absolute path.
  let executable: String
  let arguments: [String]
  /// Whether executions begin where the interpreter is ready, rather than at its `main`.
  let isPython: Bool
  /// What must be there for it to run, beyond the system's own files.
  let readable: [String]

  /// Finds a command as a shell would.
  ///
  /// - Parameters:
  ///   - words: the program and its arguments; not empty.
  ///   - folder: where the reader stands.
  ///   - path: folders between colons, as the environment's `PATH`.
  /// - Throws: ``GradingError`` when there is no such program.
  package init(_ words: [String], in folder: URL, path: String) throws(GradingError) {
    self.words = words
    self.folder = folder.resolvingSymlinksInPath().path
    var (found, arguments) = (try Self.find(words[0], in: folder, path: path), Array(words.dropFirst()))
    if let interpreter = Self.interpreter(of: found) {
      (found, arguments) = (try Self.find(interpreter, in: folder, path: path), [found] + arguments)
    }
    self.arguments = arguments
    if Self.isPython(found) {
      let answer = try Self.askPython(found)
      (isPython, executable) = (true, answer[0])
      readable = Array(answer.dropFirst()) + [self.folder]
    } else {
      (isPython, executable) = (false, found)
      readable = [self.folder, found]
    }
  }

  /// Tells this program from an edited one: its own bytes, and those of the files among its arguments.
  package var fingerprint: UInt16 {
    var fingerprint = Fingerprint()
    for word in (isPython ? [] : [executable]) + arguments {
      let url = URL(filePath: word, relativeTo: URL(filePath: folder, directoryHint: .isDirectory))
      var status = stat()
      guard stat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        let contents = try? Data(contentsOf: url, options: .alwaysMapped)
      else { continue }
      fingerprint.combine(contents)
    }
    return fingerprint.short
  }

  /// Where a command finds a path of the host: at its own place, but for the temporary folder, which is another inside.
  static func inside(_ path: String) -> String { path.hasPrefix("/tmp/") ? "/host" + path : path }

  // MARK: Finding

  private static func find(_ word: String, in folder: URL, path: String) throws(GradingError) -> String {
    let candidates =
      word.contains("/")
      ? [URL(filePath: word, relativeTo: folder.hasDirectoryPath ? folder : folder.appending(path: "")).path]
      : path.split(separator: ":").map { "\($0)/\(word)" }
    let programs = candidates.filter { access($0, X_OK) == 0 && !isFolder($0) }
    // A version manager's stand-in for Python is a shell script, which says nothing of what it will run.
    guard let found = programs.first else {
      let exists = candidates.contains { FileManager.default.fileExists(atPath: $0) }
      throw exists ? .notExecutable(word) : .noProgram(word)
    }
    return URL(filePath: found).standardizedFileURL.path
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  private static func isPython(_ path: String) -> Bool {
    URL(filePath: path).lastPathComponent.wholeMatch(of: /python[\d.]*/) != nil
  }

  /// What a Python script names as its interpreter in its first line; `nil` for anything else.
  private static func interpreter(of path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path), let start = try? file.read(upToCount: 256),
      !isPython(path), let line = String(decoding: start, as: UTF8.self).split(separator: "\n").first,
      line.hasPrefix("#!")
    else { return nil }
    return line.dropFirst(2).split(separator: " ").map(String.init).first(where: isPython)
  }

  /// Asks an interpreter for its own path, behind any stand-in, and for the folders of its library.
  private static func askPython(_ path: String) throws(GradingError) -> [String] {
    let process = Process(), output = Pipe()
    process.executableURL = URL(filePath: path)
    process.arguments = ["-I", "-c", "import sys; print(sys.executable, sys.base_prefix, sys.prefix, sep='\\n')"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw .programNotStarted(path: path, reason: error.localizedDescription)
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = text.split(separator: "\n").map(String.init)
    guard process.terminationStatus == 0, lines.count == 3 else {
      throw .notPython(path: path)
    }
    return lines
  }
}
