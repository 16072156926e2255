import Records
import Testing

@testable import Reports

@Suite struct LaneTests {
  private func builder(
    _ detail: LaneBuilder.Detail = .decisive, source: [Int: String] = [:]
  ) -> LaneBuilder {
    LaneBuilder(
      words: Words(.english), threads: ["main", "a", "b"], detail: detail, sourceLine: { source[$0.line] })
  }

  private func event(_ thread: Int, _ kind: EventKind, _ line: Int? = nil, object: String? = nil) -> Event {
    Event(thread: thread, kind: kind, object: object, location: line.map { Samples.at($0) })
  }

  private func use(_ thread: Int, _ kind: EventKind, _ line: Int, of location: Int = 1) -> Event {
    event(thread, kind, line, object: "location \(location)")
  }

  @Test("Steps of one thread on one line are one row, each action once")
  func merging() {
    let events = [
      event(1, .lock, 3, object: "mutex 1"), event(1, .unlock, 3, object: "mutex 1"),
      event(1, .lock, 3, object: "mutex 1"), event(1, .lock, 4, object: "mutex 2"),
    ]
    let steps = builder().steps(of: events)
    #expect(steps.map(\.actions) == [["lock mutex 1", "unlock mutex 1"], ["lock mutex 2"]])
    #expect(steps.map(\.number) == [1, 4])
  }

  @Test("The only object of its kind is not named, and a wait's unlock goes without saying")
  func onlyObject() {
    let events = [
      event(1, .lock, 3, object: "mutex 1"), event(1, .wait, 4, object: "condition 1"),
      event(1, .unlock, 4, object: "mutex 1"), event(2, .signal, 5, object: "condition 2"),
    ]
    #expect(
      builder().steps(of: events).map(\.actions) == [["lock"], ["wait condition 1"], ["signal condition 2"]])
  }

  @Test("A lock that another thread holds is shown as blocked, until that thread lets go or waits")
  func blockedLock() {
    let lock = { (thread: Int) in event(thread, .lock, 3, object: "mutex 1") }
    let unlock = { (thread: Int) in event(thread, .unlock, 5, object: "mutex 1") }
    let events = [
      lock(1), lock(2), unlock(1),
      // Thread 2 has it by now, as its unlock tells; then thread 1, which gives it back while it waits.
      lock(1), unlock(2), lock(2), event(1, .wait, 4, object: "condition 1"), unlock(1), unlock(2),
      lock(2), unlock(2), unlock(1),
    ]
    let actions = builder().steps(of: events).map(\.actions)
    #expect(
      actions == [
        ["lock"], ["blocked"], ["unlock"], ["blocked"], ["unlock"], ["blocked"], ["wait"], ["unlock"], ["unlock"],
        ["lock"], ["unlock"], ["unlock"],
      ])
    // Recursive, and so still held.
    #expect(builder().steps(of: [lock(1), lock(1), unlock(1), lock(2)]).last?.actions == ["blocked"])
    let readers = [event(1, .lock, 3, object: "rwlock 1"), event(2, .lock, 3, object: "rwlock 1")]
    #expect(builder().steps(of: readers).map(\.actions) == [["lock"], ["lock"]])
  }

  @Test("A lost update is shown: both reads before the other's write")
  func lostUpdate() {
    let events = [
      use(1, .read, 4), use(2, .read, 4), use(2, .write, 6), event(2, .end), use(1, .write, 6), event(1, .end),
    ]
    let steps = builder().steps(of: events)
    #expect(steps.map(\.actions) == [["read"], ["read"], ["write"], ["write"]])
    #expect(steps.map(\.thread) == [1, 2, 2, 1])
  }

  @Test("Memory is shown where threads share it and one changes it, in a replay too")
  func sharedMemory() {
    let events = [
      // Read by both, written by nobody.
      use(1, .read, 4, of: 1), use(2, .read, 4, of: 1),
      // Each its own.
      use(1, .write, 5, of: 2), use(2, .write, 5, of: 3),
      // The property's own.
      Event(thread: 1, kind: .write, object: "location 4", location: Samples.at(6, "Properties.swift")),
      use(2, .read, 6, of: 4),
      // Shared: on one line a write says enough, and a lock more than either.
      use(1, .read, 7, of: 5), use(1, .write, 7, of: 5), use(2, .read, 8, of: 5),
      event(2, .lock, 8, object: "mutex 1"), use(2, .write, 8, of: 5),
    ]
    for detail in [LaneBuilder.Detail.decisive, .all] {
      let steps = builder(detail).steps(of: events)
      #expect(steps.map(\.actions) == [["write"], ["lock"]])
      #expect(steps.map(\.number) == [7, 9])
    }
  }

  @Test("Atomic accesses are shown where the source asks for them, not where the compiler made them")
  func atomics() {
    let events = [use(1, .atomic, 4), use(2, .atomic, 4), use(1, .atomic, 5, of: 2), use(2, .atomic, 5, of: 2)]
    let source = [4: "count.wrappingAdd(1, ordering: .relaxed)", 5: "let deadline = timeout.map { Date() + $0 }"]
    #expect(builder(source: source).steps(of: events).map(\.number) == [1, 2])
    #expect(builder().steps(of: events).isEmpty)
  }

  @Test("A thread that only waits for the others has no lane, one that acts keeps its sleep")
  func onlookers() {
    let events = [
      Event(thread: 0, kind: .sleep, location: Samples.at(9, "Properties.swift")),
      event(1, .sleep, 4), event(2, .lock, 5, object: "mutex 1"), event(0, .expectation),
    ]
    #expect(builder().steps(of: events).map(\.thread) == [1, 2])
    #expect(builder(.all).steps(of: events).map(\.thread) == [0, 1, 2, 0])
    #expect(builder().steps(of: [events[0], events[3]]).count == 2)
  }

  @Test("An operation that nothing interrupts is one row, one that something does is two")
  func operations() {
    var begin = event(1, .operationBegin)
    begin.text = "get()"
    var end = event(1, .operationEnd)
    end.text = "get() → 1"
    #expect(builder().steps(of: [begin, end]).map(\.actions) == [["get() → 1"]])
    let other = event(2, .signal, 5, object: "condition 1")
    #expect(
      builder().steps(of: [begin, other, end]).map(\.actions) == [["get()"], ["signal"], ["get() → 1"]])
    end.text = "get()"
    #expect(builder().steps(of: [begin, end]).map(\.actions) == [["get() returns"]])
  }

  private func table(width: Int, rowLimit: Int = 40, threads: Int = 3, preferred: Set<Int> = []) -> LaneTable {
    LaneTable(
      words: Words(.english), threads: (0..<threads).map { "thread-\($0)" }, width: width, sourceFile: Samples.file,
      rowLimit: rowLimit, preferred: preferred)
  }

  private func row(_ number: Int, _ thread: Int, _ action: String = "lock mutex 1") -> LaneStep {
    LaneStep(number: number, thread: thread, actions: [action], location: Samples.at(number), time: 0)
  }

  @Test("The middle of a long trace is left out, and how much is said")
  func longTrace() {
    let lines = table(width: 80, rowLimit: 8).lines((1...100).map { row($0, $0 % 2) })
    #expect(lines.count == 1 + 8 + 1)
    #expect(lines[3].hasSuffix("92 rows left out"))
    #expect(lines[2].contains(":2") && lines[4].contains(":95") && lines.last?.contains(":100") == true)
  }

  @Test("Of more threads than fit, those that take part last have lanes, and those that wait first of all")
  func manyThreads() {
    let rows = (0..<10).map { row($0 + 1, $0) }
    let last = table(width: 60, threads: 10).lines(rows)
    #expect(last[0].contains("thread-9") && last[0].contains("thread-8") && !last[0].contains("thread-0"))
    #expect(last.last == "threads that take part and are not shown: 7")
    let waiting = table(width: 60, threads: 10, preferred: [0]).lines(rows)
    #expect(waiting[0].contains("thread-0"))
  }

  @Test("Wide characters count twice, so lanes stay in line")
  func wideCharacters() {
    #expect("互斥锁 1".cells == 8)
    #expect("e\u{301}".cells == 1)
    #expect("互斥锁".truncated(to: 5) == "互斥…")
    #expect("互斥锁".truncated(to: 6) == "互斥锁")
    let lines = table(width: 80).lines([row(1, 1, "加锁 互斥锁 1"), row(2, 2, "lock")])
    #expect(lines.map(\.cells).max() ?? 0 <= 80)
    let column = String(lines[0].split(separator: "thread-2")[0]).cells
    #expect(String(lines[2].split(separator: "lock")[0]).cells == column)
  }

  @Test("Text is broken at spaces, Chinese between characters, and no line is too wide", arguments: [10, 17, 40])
  func wrapping(width: Int) {
    let text = "a schedule is one interleaving，调度就是一种交错。 averyveryverylongword"
    let lines = text.wrapped(to: width)
    // Closing punctuation may stand past the margin.
    #expect(lines.allSatisfy { $0.cells <= width + 2 })
    #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
  }
}
