// What is timed: nothing, four threads with about a hundred switches, and the notes' hundred threads.

import Foundation
import Workbook

@_cdecl("workbook_properties") public func _workbookProperties() -> UnsafeMutableRawPointer {
  Workbook.exportProperties([
    Property("nothing") { _ in },
    Property("four-threads") { test in
      let lock = NSLock()
      var count = 0
      test.together { threads in
        for n in 1...4 {
          threads.add("worker-\(n)") {
            for _ in 1...10 {
              lock.lock()
              count += 1
              lock.unlock()
            }
          }
        }
      }
      test.expectEqual(count, 40, "the count")
    },
    Property("hundred-threads-sleep") { test in
      let lock = NSLock()
      var count = 100
      test.together { threads in
        for n in 1...100 {
          threads.add("worker-\(n)") {
            lock.lock()
            let seen = count
            Thread.sleep(forTimeInterval: 0.1)
            count = seen - 1
            lock.unlock()
          }
        }
      }
      test.expectEqual(count, 0, "the count")
    },
  ])
}
