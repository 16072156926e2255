// Blocks on concurrent and serial queues: the last one to count says how many there were.

import Dispatch

let group = DispatchGroup()
let serial = DispatchQueue(label: "serial")
nonisolated(unsafe) var order = ""
for name in ["a", "b"] {
  DispatchQueue.global().async(group: group) { serial.sync { order += name } }
}
group.notify(queue: serial) { print(order) }
group.wait()
serial.sync {}
