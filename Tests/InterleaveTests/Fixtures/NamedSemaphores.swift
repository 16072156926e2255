// Semaphores that threads find by name.

import Foundation
import Workbook

@_silgen_name("open_semaphore")
private func openSemaphore(
  _ name: UnsafePointer<CChar>, _ flags: Int32, _ value: UInt32
) -> UnsafeMutablePointer<sem_t>?

let namedSemaphores = [
  Property("named-semaphore") { test in
    let opened = openSemaphore("/workbook", O_CREAT | O_EXCL, 1)
    test.expect(opened != nil, "it existed before: an earlier execution left it")
    test.expect(openSemaphore("/workbook", O_CREAT | O_EXCL, 1) == nil && errno == EEXIST, "made twice")
    expectAllCounted(test) { cell in
      let semaphore = openSemaphore("/workbook", 0, 0)!
      sem_wait(semaphore)
      cell.value += 1
      sem_post(semaphore)
      sem_close(semaphore)
    }
    test.expectEqual(sem_unlink("/workbook"), 0, "the unlink")
    test.expect(openSemaphore("/workbook", 0, 0) == nil && errno == ENOENT, "found after it was unlinked")
    test.expectEqual(sem_unlink("/workbook"), -1, "another unlink")
    test.expectEqual(sem_wait(opened!), 0, "waiting on what is open still")
  }
]
