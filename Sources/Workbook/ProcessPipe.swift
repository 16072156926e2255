// A channel of bytes between processes.

internal import Glibc

/// The system's pipe: bytes that are written at one end are read at the other, in order, by any process that has
/// the ends open: the one that made it, and the children it starts afterwards.
///
/// The calls are `read` and `write` of the operating system and nothing more: a read gives what is there, perhaps less
/// than was asked for; a write of more than 4096 bytes may be cut in pieces, and others' pieces may come between.
public struct ProcessPipe: Sendable {
  /// The descriptor to read from.
  public let readEnd: Int32
  /// The descriptor to write to.
  public let writeEnd: Int32

  /// Opens a pipe.
  public init() {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0, "cannot open a pipe: \(String(cString: strerror(errno)))")
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  /// Waits until there is something to read, and gives at most `most` bytes of it; nothing once every process has
  /// closed its write end and all was read.
  public func read(atMost most: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      count = max(0, Glibc.read(readEnd, buffer.baseAddress, most))
    }
  }

  /// Writes all bytes, waiting while the pipe is full. Once nobody can read them, the signal SIGPIPE ends the process.
  public func write(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { Glibc.write(writeEnd, $0.baseAddress, $0.count) }
  }

  /// Closes this process's read end.
  public func closeReadEnd() { close(readEnd) }

  /// Closes this process's write end. Readers see the end of the data when every process has closed its own.
  public func closeWriteEnd() { close(writeEnd) }
}
