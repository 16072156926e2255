// Child processes, for properties and for exercises: Swift itself has no fork.

internal import CInterleaveInterface
internal import Glibc

/// A child process: a copy of its parent at the moment it started, with memory of its own.
///
/// What it assigns to a variable stays in it. It shares with its parent what was shared when it started: open
/// descriptors, as of a ``ProcessPipe``, and memory that was made to be shared, as ``SharedMemory`` and
/// ``ProcessLock``. It has one thread, a copy of the one that started it.
///
/// A process that nobody waits for stays as a zombie until its parent ends. All processes end with the execution.
public final class WorkbookProcess {
  /// How a process ended.
  public enum Ending: Equatable, Sendable {
    /// It returned, with status 0, or called `exit`.
    case exited(status: Int32)
    /// A signal ended it, as ``WorkbookProcess/terminate()`` does.
    case signalled(Int32)
  }

  /// The name that begins the headings of its threads' lanes.
  public let name: String
  /// The number by which the operating system's calls know it.
  public let processID: Int32
  private var ending: Ending?

  /// Starts a process that runs `body` and ends.
  ///
  /// - Parameter name: the name of the process, such as `consumer-1`.
  public init(_ name: String, _ body: @escaping () -> Void) {
    self.name = name
    let context = Unmanaged.passRetained(ProcessBody(body))
    processID = interleave_process_start(
      name,
      {
        Unmanaged<ProcessBody>.fromOpaque($0!).takeUnretainedValue().body()
        return 0
      }, context.toOpaque())
    context.release()
    precondition(processID > 0, "cannot start the process \(name): \(String(cString: strerror(errno)))")
  }

  /// Waits until the process has ended, tells how, and frees what the system keeps of it. Only its parent may wait.
  @discardableResult
  public func wait() -> Ending {
    if let ending { return ending }
    var status: Int32 = 0
    precondition(
      waitpid(processID, &status, 0) == processID,
      "cannot wait for the process \(name): \(String(cString: strerror(errno)))")
    // The low seven bits hold the signal, the byte above them the status.
    let ending = status & 0x7f == 0 ? Ending.exited(status: status >> 8 & 0xff) : .signalled(status & 0x7f)
    self.ending = ending
    return ending
  }

  /// The status that the process exited with, once it has been waited for; `nil` when a signal ended it.
  public var exitStatus: Int32? {
    guard case .exited(let status) = ending else { return nil }
    return status
  }

  /// Ends the process at once, wherever it stands, with the signal SIGTERM. It must still be waited for.
  public func terminate() {
    if ending == nil { kill(processID, SIGTERM) }
  }
}

private final class ProcessBody {
  let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }
}
