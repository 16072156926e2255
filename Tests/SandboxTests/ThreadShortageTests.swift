// What becomes of a command where the machine has no thread to give.

import Foundation
import Testing

@testable import Sandbox

@Suite struct ThreadShortageTests {
  @Test("A command whose output no thread can read is ended, and the error names the call that failed")
  func noThread() async {
    // In a process of its own: from here on no thread of it finds room for its stack.
    await #expect(processExitsWith: .success) {
      try refuseThreads()
      let sandbox = Sandbox(launcher: Machine.launcher, tier: .limits)
      #expect(throws: SandboxError.systemCallFailed(call: "pthread_create", errorNumber: EAGAIN)) {
        try sandbox.start(.shell("sleep 1000"))
      }
      var status: Int32 = 0
      #expect(waitpid(-1, &status, WNOHANG) == -1 && errno == ECHILD)
    }
  }
}

/// Has threads ask for a stack as large as all addresses together.
private func refuseThreads() throws {
  typealias SetDefaults = @convention(c) (UnsafePointer<pthread_attr_t>) -> Int32
  // Not among what Swift imports of the C library.
  let symbol = try #require(dlsym(nil, "pthread_setattr_default_np"))
  let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
  pthread_attr_init(attributes)
  pthread_attr_setstacksize(attributes, 1 << 50)
  #expect(unsafeBitCast(symbol, to: SetDefaults.self)(attributes) == 0)
}
