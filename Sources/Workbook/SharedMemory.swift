// Memory that processes share.

internal import CInterleaveInterface
internal import Glibc

/// A row of values in memory that a process shares with the children it starts afterwards.
///
/// Every access is a step at which another process may come between, and nothing else orders accesses: two processes
/// that change a value need a ``ProcessLock``. The memory is never given back: it lives as long as the processes.
public struct SharedMemory<Value: BitwiseCopyable>: @unchecked Sendable {
  // Unchecked: sharing without order is what it is for.
  /// How many values there are.
  public let count: Int
  /// The first value, for calls of the operating system.
  public let pointer: UnsafeMutablePointer<Value>

  /// Makes memory for `count` values, each `value` to begin with.
  public init(repeating value: Value, count: Int = 1) {
    precondition(count > 0, "shared memory holds at least one value")
    self.count = count
    pointer = mapSharedMemory(bytes: count * MemoryLayout<Value>.stride).bindMemory(to: Value.self, capacity: count)
    pointer.initialize(repeating: value, count: count)
  }

  /// The value at `index`, `0 ..< count`.
  public subscript(index: Int) -> Value {
    get {
      let place = place(of: index)
      interleave_access(place, MemoryLayout<Value>.size, false)
      return place.pointee
    }
    nonmutating set {
      let place = place(of: index)
      interleave_access(place, MemoryLayout<Value>.size, true)
      place.pointee = newValue
    }
  }

  /// The first value.
  public var value: Value {
    get { self[0] }
    nonmutating set { self[0] = newValue }
  }

  private func place(of index: Int) -> UnsafeMutablePointer<Value> {
    precondition((0..<count).contains(index), "shared memory of \(count) values has none at \(index)")
    return pointer + index
  }
}

/// Zeroed memory that children share.
func mapSharedMemory(bytes: Int) -> UnsafeMutableRawPointer {
  let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
  guard let memory, memory != MAP_FAILED else {
    preconditionFailure("cannot share \(bytes) bytes of memory: \(String(cString: strerror(errno)))")
  }
  return memory
}
