// Starts the launcher for one command, with the four descriptors it gets.

internal import Glibc

/// A descriptor that is closed with its owner.
final class Descriptor: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }
}

/// The grader's ends of a running launcher's descriptors.
///
/// Every descriptor is close-on-exec, so that no other child keeps one open: the launcher takes the closing of
/// the control descriptor for the grader's death.
struct Launch: Sendable {
  enum Input { case none, channel }

  let pid: pid_t
  let input: Descriptor?
  let output: Descriptor
  let error: Descriptor
  let control: Descriptor

  init(_ command: SandboxedCommand, input wanted: Input, launcher: String, tier: Tier) throws(SandboxError) {
    let (output, childOutput) = try Self.pipe()
    let (error, childError) = try Self.pipe()
    let (control, childControl) = try Self.socketPair()
    let input: Descriptor?
    let childInput: Descriptor
    switch wanted {
    case .none:
      input = nil
      childInput = Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC))
      guard childInput.number >= 0 else {
        throw .systemCallFailed(call: "open /dev/null", errorNumber: errno)
      }
    case .channel:
      // A socket, so that writing to a command that has ended is an error and not a signal.
      let (ours, theirs) = try Self.socketPair()
      input = ours
      childInput = theirs
    }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, childInput.number, 0)
    posix_spawn_file_actions_adddup2(&actions, childOutput.number, 1)
    posix_spawn_file_actions_adddup2(&actions, childError.number, 2)
    posix_spawn_file_actions_adddup2(&actions, childControl.number, 3)

    pid = try ChildProcess.spawn(launcher, Self.arguments(for: command, tier: tier), &actions)
    self.input = input
    self.output = output
    self.error = error
    self.control = control
  }

  /// The reading end first.
  ///
  /// The flag is set a moment after the pipe is made: a process spawned meanwhile may keep an end open. That does no
  /// harm, because no decision rests on the end of these streams, and no command keeps more than its own three.
  private static func pipe() throws(SandboxError) -> (Descriptor, Descriptor) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw .systemCallFailed(call: "pipe", errorNumber: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (Descriptor(ends[0]), Descriptor(ends[1]))
  }

  private static func socketPair() throws(SandboxError) -> (Descriptor, Descriptor) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw .systemCallFailed(call: "socketpair", errorNumber: errno)
    }
    return (Descriptor(ends[0]), Descriptor(ends[1]))
  }

  private static func arguments(for command: SandboxedCommand, tier: Tier) -> [String] {
    var words = ["sandbox-launcher", "--control-fd", "3", "--tier", tier.rawValue]
    if tier.isIsolated {
      for mount in command.mounts {
        words += [mount.access == .writable ? "--writable" : "--read-only", mount.host, mount.inside]
      }
    }
    for (name, value) in command.environment.sorted(by: { $0.key < $1.key }) {
      words += ["--env", "\(name)=\(value)"]
    }
    words += ["--chdir", command.workingDirectory]
    let limits = command.limits
    let numbers = [
      ("--wall-ms", limits.wall.map(milliseconds)), ("--cpu-ms", limits.cpu.map(milliseconds)),
      ("--memory-bytes", limits.memoryBytes), ("--processes", limits.processes),
      ("--file-bytes", limits.fileBytes), ("--open-files", limits.openFiles),
      ("--scratch-bytes", limits.scratchBytes), ("--core", command.core),
    ]
    for case (let name, let value?) in numbers { words += [name, String(value)] }
    if command.fixedAddressLayout { words.append("--fixed-layout") }
    return words + ["--", command.executable] + command.arguments
  }

  /// Rounded up, and at least 1: the launcher takes 0 for no limit.
  private static func milliseconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    return max(1, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
  }
}
