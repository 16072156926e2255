// The launcher's own process, started and waited for without a thread.

internal import Glibc

enum ChildProcess {
  /// Starts a program with nothing in its environment.
  ///
  /// - Parameters:
  ///   - words: its name, then its arguments.
  ///   - actions: what becomes of its descriptors.
  static func spawn(
    _ path: String, _ words: [String], _ actions: inout posix_spawn_file_actions_t
  ) throws(SandboxError) -> pid_t {
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var environment: [UnsafeMutablePointer<CChar>?] = [nil]
    var pid: pid_t = 0
    let failure = posix_spawn(&pid, path, &actions, nil, &arguments, &environment)
    guard failure == 0 else { throw .launcherNotStarted(path: path, errorNumber: failure) }
    return pid
  }

  static func wait(for pid: pid_t) {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
  }
}
