// Properties over processes and over what they wait with.

import Foundation
import Workbook

/// A semaphore, a mutex and a condition that processes share.
struct SharedObjects {
  let semaphore: UnsafeMutablePointer<sem_t>
  let mutex: UnsafeMutablePointer<pthread_mutex_t>
  let condition: UnsafeMutablePointer<pthread_cond_t>

  init() {
    let memory = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)!
    semaphore = memory.bindMemory(to: sem_t.self, capacity: 1)
    mutex = (memory + 256).bindMemory(to: pthread_mutex_t.self, capacity: 1)
    condition = (memory + 512).bindMemory(to: pthread_cond_t.self, capacity: 1)
    sem_init(semaphore, 1, 0)
    var mutexAttributes = pthread_mutexattr_t()
    pthread_mutexattr_init(&mutexAttributes)
    pthread_mutexattr_setpshared(&mutexAttributes, Int32(PTHREAD_PROCESS_SHARED))
    pthread_mutex_init(mutex, &mutexAttributes)
    var conditionAttributes = pthread_condattr_t()
    pthread_condattr_init(&conditionAttributes)
    pthread_condattr_setpshared(&conditionAttributes, Int32(PTHREAD_PROCESS_SHARED))
    pthread_cond_init(condition, &conditionAttributes)
  }
}

func readAll(_ pipe: ProcessPipe, atMost most: Int = 4096) -> [UInt8] {
  var all: [UInt8] = []
  while true {
    let part = pipe.read(atMost: most)
    if part.isEmpty { return all }
    all += part
  }
}

/// Two processes write three messages of `length` equal bytes each; gives what a reader sees.
func messagesOfTwoWriters(_ test: Execution, length: Int) -> [UInt8] {
  let pipe = ProcessPipe()
  let writers = [UInt8](1...2).map { byte in
    test.startProcess("writer-\(byte)") {
      for _ in 1...3 { pipe.write([UInt8](repeating: byte, count: length)) }
    }
  }
  pipe.closeWriteEnd()
  let all = readAll(pipe)
  for writer in writers { test.expectEqual(writer.wait(), .exited(status: 0), "a writer's end") }
  return all
}

func expectWholeMessages(_ test: Execution, length: Int) {
  let all = messagesOfTwoWriters(test, length: length)
  test.expectEqual(all.count, 6 * length, "the bytes read")
  for start in stride(from: 0, to: all.count, by: length) {
    test.expect(all[start..<start + length].allSatisfy { $0 == all[start] }, "messages came mixed")
  }
}

@_silgen_name("make_counter") private func makeCounter(_ value: UInt32, _ isSemaphore: Int32) -> Int32

/// Runs the body with the path of a new FIFO.
func withFIFO(_ test: Execution, _ body: (String) -> Void) {
  var folder = Array("/tmp/fifo-XXXXXX".utf8CString)
  test.expect(mkdtemp(&folder) != nil, "no temporary folder")
  let folderPath = String(cString: folder), path = folderPath + "/fifo"
  test.expectEqual(mkfifo(path, 0o600), 0, "the result of mkfifo")
  body(path)
  unlink(path)
  rmdir(folderPath)
}

let processes = [
  Property("process-ends-with-its-status") { test in
    let parent = getpid()
    let child = test.startProcess("child") {
      test.expect(getpid() != parent, "the child has its parent's number")
      test.expectEqual(getppid(), parent, "the number of the child's parent")
      exit(7)
    }
    test.expectEqual(child.wait(), .exited(status: 7), "the child's end")
    test.expectEqual(child.exitStatus, 7, "its status")
  },
  Property("process-has-its-own-memory") { test in
    let cell = Cell(666)
    let lock = NSLock()
    let child = test.startProcess("child") {
      lock.lock()
      cell.value = 100
    }
    child.wait()
    lock.lock()
    test.expectEqual(cell.value, 666, "the parent's value")
  },
  Property("pipe-carries-a-mebibyte") { test in
    let pipe = ProcessPipe()
    let bytes = (0..<1 << 20).map { UInt8($0 % 251) }
    let child = test.startProcess("writer") { pipe.write(bytes) }
    pipe.closeWriteEnd()
    test.expect(readAll(pipe, atMost: 30_000) == bytes, "other bytes arrived")
    child.wait()
  },
  Property("pipe-ends-with-its-last-writer") { test in
    let pipe = ProcessPipe()
    let children = (1...2).map { n in
      test.startProcess("writer-\(n)") {
        test.pause(seconds: Double(n))
        pipe.write([UInt8(n)])
      }
    }
    pipe.closeWriteEnd()
    test.expectEqual(readAll(pipe), [1, 2], "the bytes read")
    test.expectEqual(test.now, 2, "the time")
    for child in children { child.wait() }
  },
  Property("short-messages-stay-whole") { test in expectWholeMessages(test, length: 4096) },
  Property("pipe-without-readers-breaks") { test in
    let pipe = ProcessPipe()
    let child = test.startProcess("writer") {
      pipe.closeReadEnd()
      test.pause(seconds: 1)
      pipe.write([1])
    }
    pipe.closeReadEnd()
    test.expectEqual(child.wait(), .signalled(SIGPIPE), "the writer's end")
    signal(SIGPIPE, SIG_IGN)
    test.expect(write(pipe.writeEnd, "x", 1) == -1 && errno == EPIPE, "the write was no error")
  },
  Property("pipe-without-waiting") { test in
    let pipe = ProcessPipe()
    for end in [pipe.readEnd, pipe.writeEnd] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    var byte: UInt8 = 0
    test.expect(read(pipe.readEnd, &byte, 1) == -1 && errno == EAGAIN, "the empty pipe had data")
    let bytes = [UInt8](repeating: 1, count: 1 << 20)
    test.expectEqual(write(pipe.writeEnd, bytes, bytes.count), 65536, "what the pipe took")
    test.expect(write(pipe.writeEnd, bytes, 1) == -1 && errno == EAGAIN, "the full pipe had room")
  },
  Property("socket-pair-talks-both-ways") { test in
    for type in [SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET] {
      var ends: [Int32] = [0, 0]
      test.expectEqual(socketpair(AF_UNIX, Int32(type.rawValue), 0, &ends), 0, "the result of socketpair")
      let (mine, other) = (ends[0], ends[1])
      let child = test.startProcess("echo") {
        var buffer = [UInt8](repeating: 0, count: 16)
        for _ in 1...3 {
          let count = recv(other, &buffer, buffer.count, 0)
          test.expectEqual(send(other, buffer, count, 0), count, "what was sent back")
        }
      }
      var answer = [UInt8](repeating: 0, count: 16)
      for byte in [UInt8](1...3) {
        test.expectEqual(write(mine, [byte], 1), 1, "what was written")
        test.expectEqual(read(mine, &answer, 16), 1, "what came back")
        test.expectEqual(answer[0], byte, "the byte that came back")
      }
      child.wait()
    }
  },
  Property("poll-waits-in-virtual-time") { test in
    let pipe = ProcessPipe()
    let child = test.startProcess("writer") {
      test.pause(seconds: 3)
      pipe.write([1])
    }
    var asked = pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0)
    test.expectEqual(poll(&asked, 1, 2000), 0, "ready descriptors before the write")
    // A little late: a program that polls again with no time left must see that none is left.
    test.expect(test.now > 2 && test.now < 2.001, "poll ended at \(test.now)")
    test.expectEqual(poll(&asked, 1, -1), 1, "ready descriptors")
    test.expectEqual(test.now, 3, "the time")
    child.wait()
  },
  Property("zombie-stays-until-waited-for") { test in
    let child = test.startProcess("child") {}
    test.settle()
    test.expectEqual(kill(child.processID, 0), 0, "a signal to the zombie")
    var information = siginfo_t()
    test.expectEqual(
      waitid(P_PID, id_t(child.processID), &information, WEXITED | WNOWAIT), 0, "the result of waitid")
    test.expectEqual(waitpid(-1, nil, WNOHANG), child.processID, "who was waited for")
    test.expect(waitpid(-1, nil, 0) == -1 && errno == ECHILD, "there was another child")
    test.expect(kill(child.processID, 0) == -1 && errno == ESRCH, "the child was still there")
  },
  Property("wait-tells-children-apart") { test in
    let slow = test.startProcess("slow") { test.pause(seconds: 2) }
    let quick = test.startProcess("quick") { test.pause(seconds: 1) }
    test.expectEqual(waitpid(-1, nil, WNOHANG), 0, "ended children at first")
    test.expectEqual(wait(nil), quick.processID, "who ended first")
    test.expectEqual(slow.wait(), .exited(status: 0), "how the other ended")
    test.expectEqual(test.now, 2, "the time")
  },
  Property("terminate-ends-a-waiting-child") { test in
    let pipe = ProcessPipe()
    let child = test.startProcess("reader") {
      pipe.closeWriteEnd()
      _ = pipe.read(atMost: 1)
      while true { test.pause(seconds: 1) }
    }
    pipe.closeReadEnd()
    child.terminate()
    test.expectEqual(child.wait(), .signalled(SIGTERM), "the child's end")
    signal(SIGPIPE, SIG_IGN)
    test.expect(write(pipe.writeEnd, "x", 1) == -1 && errno == EPIPE, "the killed reader still had the pipe open")
  },
  Property("crash-of-a-child-is-its-own") { test in
    let child = test.startProcess("child") { abort() }
    test.expectEqual(child.wait(), .signalled(SIGABRT), "the child's end")
  },
  Property("process-lock-excludes") { test in
    let lock = ProcessLock()
    let count = SharedMemory(repeating: 0)
    let children = (1...3).map { n in
      test.startProcess("worker-\(n)") { for _ in 1...5 { lock.withLock { count.value += 1 } } }
    }
    for child in children { child.wait() }
    test.expectEqual(count.value, 15, "the count")
  },
  Property("shared-semaphore-and-condition") { test in
    let shared = SharedObjects()
    let turns = SharedMemory(repeating: 0)
    let child = test.startProcess("child") {
      sem_wait(shared.semaphore)
      pthread_mutex_lock(shared.mutex)
      turns.value = 1
      pthread_cond_signal(shared.condition)
      pthread_mutex_unlock(shared.mutex)
    }
    pthread_mutex_lock(shared.mutex)
    sem_post(shared.semaphore)
    while turns.value == 0 { pthread_cond_wait(shared.condition, shared.mutex) }
    pthread_mutex_unlock(shared.mutex)
    child.wait()
  },
  Property("fifo-waits-for-its-writer") { test in
    withFIFO(test) { path in
      let child = test.startProcess("writer") {
        test.pause(seconds: 1)
        let end = open(path, O_WRONLY)
        test.expectEqual(write(end, "x", 1), 1, "what was written")
        close(end)
      }
      let end = open(path, O_RDONLY)
      test.expectEqual(test.now, 1, "when it was open")
      var byte: UInt8 = 0
      test.expectEqual(read(end, &byte, 1), 1, "what was read")
      test.expectEqual(read(end, &byte, 1), 0, "what was read after the end")
      close(end)
      child.wait()
    }
  },
  Property("fifo-waits-for-its-reader") { test in
    withFIFO(test) { path in
      let child = test.startProcess("reader") {
        test.pause(seconds: 1)
        let end = openat(AT_FDCWD, path, O_RDONLY)
        var byte: UInt8 = 0
        while read(end, &byte, 1) == 1 { test.pause(seconds: 1) }
      }
      test.expect(open(path, O_WRONLY | O_NONBLOCK) == -1 && errno == ENXIO, "there was a reader")
      let end = open(path, O_WRONLY)
      test.expectEqual(test.now, 1, "when it was open")
      test.expectEqual(write(end, "xyz", 3), 3, "what was written")
      close(end)
      child.wait()
      test.expectEqual(test.now, 4, "when all was read")
    }
  },
  Property("streams-over-a-pipe") { test in
    let pipe = ProcessPipe()
    let child = test.startProcess("writer") {
      let stream = fdopen(pipe.writeEnd, "w")!
      for line in ["one\n", "two\n"] {
        fputs(line, stream)
        fflush(stream)
        test.pause(seconds: 1)
      }
      fclose(stream)
    }
    pipe.closeWriteEnd()
    let stream = fdopen(pipe.readEnd, "r")!
    var line = [CChar](repeating: 0, count: 80)
    for (expected, time) in [("one\n", 0.0), ("two\n", 1)] {
      test.expect(fgets(&line, 80, stream) != nil && String(cString: line) == expected, "another line came")
      test.expectEqual(test.now, time, "when it came")
    }
    test.expect(fgets(&line, 80, stream) == nil && feof(stream) != 0, "there was no end")
    test.expectEqual(test.now, 2, "when the end came")
    fclose(stream)
    child.wait()
  },
  Property("receives-all-that-it-asks-for") { test in
    var ends: [Int32] = [0, 0]
    socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
    let (mine, other) = (ends[0], ends[1])
    let child = test.startProcess("sender") {
      for _ in 1...3 {
        test.pause(seconds: 1)
        send(other, "ab", 2, 0)
      }
    }
    close(other)
    var buffer = [UInt8](repeating: 0, count: 16)
    test.expectEqual(recv(mine, &buffer, 4, Int32(MSG_WAITALL)), 4, "what came first")
    test.expectEqual(test.now, 2, "when it was all there")
    test.expectEqual(recv(mine, &buffer, 16, Int32(MSG_WAITALL)), 2, "what came before the end")
    child.wait()
  },
  Property("copies-of-a-counter-are-one") { test in
    let counter = makeCounter(0, 0)
    for copy in [dup(counter), fcntl(counter, F_DUPFD, 20), dup2(counter, 30)] {
      let start = test.now
      test.together { threads in
        threads.add("reader") {
          var value: UInt64 = 0
          test.expectEqual(read(copy, &value, 8), 8, "what was read")
          test.expectEqual(test.now - start, 1, "when")
        }
        threads.add("writer") {
          test.pause(seconds: 1)
          var one: UInt64 = 1
          test.expectEqual(write(counter, &one, 8), 8, "what was written")
          test.pause(seconds: 1)
        }
      }
    }
  },
  Property("counter-closed-by-a-child") { test in
    let counter = makeCounter(0, 0)
    test.startProcess("child") { close(counter) }.wait()
    test.together { threads in
      threads.add("reader") {
        var value: UInt64 = 0
        test.expectEqual(read(counter, &value, 8), 8, "what was read")
      }
      threads.add("writer") {
        test.pause(seconds: 1)
        var one: UInt64 = 1
        _ = write(counter, &one, 8)
      }
    }
  },
  Property("threads-of-a-child") { test in
    let pipe = ProcessPipe()
    let child = test.startProcess("child") {
      test.together { threads in for n in [UInt8](1...2) { threads.add("thread-\(n)") { pipe.write([n]) } } }
    }
    pipe.closeWriteEnd()
    test.expectEqual(readAll(pipe).sorted(), [1, 2], "the bytes read")
    child.wait()
  },
  Property("orphans-end-with-the-execution") { test in
    let child = test.startProcess("child") {
      _ = test.startProcess("orphan") { while true { test.pause(seconds: 1) } }
    }
    child.wait()
  },
]

let processMistakes = [
  Property("processes-lose-updates") { test in
    let count = SharedMemory(repeating: 0)
    let children = (1...2).map { n in test.startProcess("worker-\(n)") { count.value += 1 } }
    for child in children { child.wait() }
    test.expectEqual(count.value, 2, "the count")
  },
  Property("processes-lock-in-two-orders") { test in
    let locks = [ProcessLock(), ProcessLock()]
    let children = (0...1).map { n in
      test.startProcess("worker-\(n)") { locks[n].withLock { locks[1 - n].withLock {} } }
    }
    for child in children { child.wait() }
  },
  Property("write-end-left-open") { test in
    let pipe = ProcessPipe()
    let child = test.startProcess("writer") { pipe.write([1]) }
    _ = readAll(pipe)
    child.wait()
  },
  Property("long-messages-come-mixed") { test in expectWholeMessages(test, length: 5000) },
  Property("fifo-without-a-writer") { test in withFIFO(test) { path in close(open(path, O_RDONLY)) } },
  Property("child-expects-in-vain") { test in
    let child = test.startProcess("child") { test.fail("the child's own") }
    child.wait()
  },
  Property("child-computes-for-ever") { test in
    let child = test.startProcess("child") { while true {} }
    child.wait()
  },
]
