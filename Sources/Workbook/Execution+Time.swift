// Virtual time: it passes only while nothing can run, so a sleep costs nothing and ends exactly on time.

internal import CInterleaveInterface

extension Execution {
  /// Seconds of virtual time since the execution began.
  public var now: Double { Double(interleave_time()) / 1e9 }

  /// Lets virtual time pass. Every other thread runs until it waits or has ended before this returns.
  public func pause(seconds: Double) { interleave_sleep(UInt64(seconds * 1e9)) }

  /// Returns when every other thread waits, sleeps or has ended.
  public func settle() { pause(seconds: 0.001) }

  /// Scheduling points that the calling thread has passed.
  public var steps: Int { Int(interleave_thread_steps(-1)) }
}
