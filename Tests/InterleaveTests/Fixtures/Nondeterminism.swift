// Programs that ask for what differs from run to run: in ways that the engine fixes or refuses, and in ways past it.

import Foundation
import Workbook

@_silgen_name("clock_by_number") private func clockByNumber() -> Int64
@_silgen_name("sleep_by_number") private func sleepByNumber(_ nanoseconds: Int) -> Int
@_silgen_name("identity_by_number") private func identityByNumber() -> Int
@_silgen_name("clone_by_number") private func cloneByNumber() -> Int
@_silgen_name("machine_state") private func machineState() -> UInt
@_silgen_name("processor_counter") private func processorCounter() -> UInt64

@_silgen_name("clock_of_the_kernel") private func clockOfTheKernel() -> Int64
@_silgen_name("identity_by_instruction") private func identityByInstruction() -> Int

private func bytes(of path: String) -> String {
  let descriptor = open(path, O_RDONLY)
  var buffer = [UInt8](repeating: 0, count: 16)
  let count = read(descriptor, &buffer, buffer.count)
  close(descriptor)
  let stream = fopen(path, "r")
  var more = [UInt8](repeating: 0, count: 16)
  fread(&more, 1, more.count, stream)
  fclose(stream)
  return "\(count) \(buffer) \(more)"
}

let fixedSources = [
  Property("clock-by-number") { test in
    let before = clockByNumber()
    test.expectEqual(sleepByNumber(2_000_000_000), 0, "the sleep")
    test.expectEqual(clockByNumber() - before, 2_000_000_000, "the time slept")
    test.note("\(before)")
  },
  Property("identity-by-number") { test in
    test.expectEqual(identityByNumber(), 10_001_000, "process and thread")
    test.note("\(getpid()) \(identityByNumber())")
  },
  Property("random-device") { test in
    test.note(bytes(of: "/dev/urandom"))
    test.note(bytes(of: "/dev/random"))
  },
  Property("load-of-the-machine") { test in
    var averages = [0.0, 0, 0]
    test.note("\(machineState()) \(getloadavg(&averages, 3))")
  },
  Property("addresses") { test in
    var cells = (0..<40).map { Cell($0) }
    for n in stride(from: 0, to: 40, by: 3) { cells[n] = Cell(100 + n) }
    test.note("\(cells.sorted { ObjectIdentifier($0) < ObjectIdentifier($1) }.map(\.value))")
    let hashed = Set(cells.map { ObjectIdentifier($0) })
    test.note("\(hashed.map { id in cells.first { ObjectIdentifier($0) == id }!.value })")
    test.note("\(ObjectIdentifier(cells[0]))")
    var text = String(repeating: "x", count: 5)
    for _ in 0..<12 { text += text }
    test.expectEqual(text.count, 5 << 12, "a text that grew")
  },
  Property("new-memory") { test in
    let size = 1 << 16
    for _ in 0..<2 {
      test.note("\(mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!)")
      test.note("\(malloc(size)!) \(malloc(40)!)")
    }
    test.note("\(open("/dev/null", O_RDONLY))")
  },
]

let refusedSources = [
  Property("reads-uptime") { test in test.note(bytes(of: "/proc/uptime")) },
  Property("reads-own-state") { test in test.note(bytes(of: "/proc/self/stat")) },
  Property("clones-by-number") { test in test.note("\(cloneByNumber())") },
]

/// One thread looks a variable up while another sets it.
private func environment(_ test: Execution, _ lock: NSLock?) {
  test.together { threads in
    for n in 0...1 {
      threads.add(n == 0 ? "reader" : "writer") {
        lock?.lock()
        if n == 0 { _ = getenv("WORKBOOK_FIXTURE") } else { setenv("WORKBOOK_FIXTURE", "1", 1) }
        lock?.unlock()
      }
    }
  }
}

let environmentUses = [
  Property("environment-without-lock") { test in environment(test, nil) },
  Property("environment-behind-lock") { test in environment(test, NSLock()) },
  Property("environment-only-read") { test in
    test.together { threads in for n in 0...1 { threads.add("reader-\(n)") { _ = getenv("HOME") } } }
  },
]

let uncontrolledSources = [
  Property("kernel-clock") { test in
    test.note("before")
    test.note("clock \(clockOfTheKernel())")
  },
  Property("identity-by-instruction") { test in
    test.note("before")
    test.note("process \(identityByInstruction())")
  },
  Property("processor-counter") { test in
    test.note("before")
    test.note("counter \(processorCounter())")
  },
  Property("processor-counter-decides") { test in
    // One of a thousand: that two runs agree is no matter of luck.
    let turns = processorCounter() / 64 % 1000
    test.together { threads in
      for n in 0...1 { threads.add("of-\(n)") { for _ in 0..<turns { sched_yield() } } }
    }
  },
  Property("file-left-behind") { test in
    guard let path = getenv("WORKBOOK_FIXTURE_FILE") else { return }
    let descriptor = open(path, O_CREAT | O_APPEND | O_RDWR, 0o600)
    test.note("executions before: \(lseek(descriptor, 0, SEEK_END))")
    _ = write(descriptor, "x", 1)
    close(descriptor)
  },
]
