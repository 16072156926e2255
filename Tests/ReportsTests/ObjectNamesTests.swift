import Records
import Testing

@testable import Reports

@Suite struct ObjectNamesTests {
  private func names(_ uses: [(EventKind, String, line: String)]) -> ObjectNames {
    let events = uses.enumerated().map { index, use in
      Event(thread: 1, kind: use.0, object: use.1, location: Samples.at(index))
    }
    return ObjectNames(events) { uses[$0.line].line }
  }

  @Test(
    "An object has the name that its calls use",
    arguments: [
      (EventKind.lock, "mutex 1", "    changed.lock()", "changed"),
      (.unlock, "mutex 1", "defer { self.freed.unlock() }", "freed"),
      (.lock, "mutex 1", "return counter.withLock { $0 + items.count }", "counter"),
      (.tryLock, "mutex 1", "if lock.try() { return }", "lock"),
      (.wait, "condition 1", "while isFull { notFull.wait() }", "notFull"),
      (.wait, "condition 1", "guard notEmpty?.wait(until: deadline) else { return }", "notEmpty"),
      (.broadcast, "condition 1", "changed.broadcast()", "changed"),
      (.acquire, "semaphore 1", "room.wait()", "room"),
      (.post, "semaphore 1", "defer { room.signal() }", "room"),
      (.lock, "mutex 1", "pthread_mutex_lock(&mutex)", "mutex"),
      (.wait, "condition 1", "pthread_cond_wait(&condition, &mutex)", "condition"),
      (.unlock, "mutex 1", "pthread_cond_wait(&condition, &mutex)", "mutex"),
      (.acquire, "semaphore 1", "sem_wait(&self.room)", "room"),
    ])
  func receiver(kind: EventKind, object: String, line: String, name: String) {
    #expect(names([(kind, object, line)])[object] == name)
  }

  @Test("A line that names no object, or several, gives no name; a later one may")
  func unclear() {
    #expect(names([(.lock, "mutex 1", "forks[left].lock()")])["mutex 1"] == nil)
    #expect(names([(.lock, "mutex 1", "left.lock(); right.lock()")])["mutex 1"] == nil)
    #expect(names([(.signal, "condition 1", "items.append(item)")])["condition 1"] == nil)
    #expect(names([(.lock, "mutex 1", "enter()"), (.unlock, "mutex 1", "door.unlock()")])["mutex 1"] == "door")
  }

  @Test("Objects of one kind with one name keep their numbers; a condition shares its mutex's name")
  func collisions() {
    let uses: [(EventKind, String, line: String)] = [
      (.lock, "mutex 1", "changed.lock()"), (.lock, "mutex 2", "turn.lock()"), (.lock, "mutex 3", "turn.lock()"),
      (.wait, "condition 1", "changed.wait()"),
    ]
    let names = names(uses)
    #expect(names["mutex 1"] == "changed" && names["condition 1"] == "changed")
    #expect(names["mutex 2"] == nil && names["mutex 3"] == nil)
  }
}
