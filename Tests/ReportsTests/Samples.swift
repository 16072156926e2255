// Results as grading gives them, fixed.

import Records
import Reports

enum Samples {
  static let file = "BoundedQueue.swift"

  static func at(_ line: Int, _ name: String = file) -> SourceLocation { SourceLocation(file: name, line: line) }

  /// Two producers pass a test with `if`; the second puts into a full queue.
  static let overfull = FailureReport(
    outcome: Outcome(
      .failed, detail: "BoundedQueue(maxsize: 1) held 2 items", location: at(31, "Properties.swift")),
    values: [InputValue(label: "maxsize", value: "1"), InputValue(label: "producers", value: "2")],
    threads: ["main", "producer-1", "producer-2", "consumer-1"],
    events: [
      Event(thread: 0, kind: .create, object: "thread 1", location: at(20, "Properties.swift")),
      Event(thread: 0, kind: .create, object: "thread 2", location: at(20, "Properties.swift")),
      Event(thread: 1, kind: .start),
      Event(thread: 1, kind: .operationBegin, text: "put(1)", location: at(22, "Properties.swift")),
      Event(thread: 1, kind: .lock, object: "mutex 1", location: at(14)),
      Event(thread: 1, kind: .read, object: "location 1", location: at(15)),
      Event(thread: 1, kind: .write, object: "location 1", location: at(18)),
      Event(thread: 1, kind: .unlock, object: "mutex 1", location: at(20)),
      Event(thread: 1, kind: .operationEnd, text: "put(1)", location: at(22, "Properties.swift")),
      Event(thread: 2, kind: .operationBegin, text: "put(2)", location: at(22, "Properties.swift")),
      Event(thread: 2, kind: .lock, object: "mutex 1", location: at(14)),
      Event(thread: 2, kind: .wait, object: "condition 1", location: at(16)),
      Event(thread: 3, kind: .operationBegin, text: "get()", location: at(26, "Properties.swift")),
      Event(thread: 3, kind: .signal, object: "condition 1", location: at(29)),
      Event(thread: 3, kind: .operationEnd, text: "get() → 1", location: at(26, "Properties.swift")),
      Event(thread: 2, kind: .write, object: "location 1", location: at(18)),
      Event(thread: 2, kind: .expectation, text: "held 2 items", location: at(31, "Properties.swift")),
    ], token: "AQID", size: ExecutionSize(deviations: 2, switches: 4, steps: 17),
    foundSize: ExecutionSize(deviations: 31, switches: 40, steps: 1_204),
    critical: [
      CriticalSwitch(
        .wentOn, running: 2, lastStep: 12, nextStep: 16, chosen: 3, firstChosenStep: 13, lastChosenStep: 15),
      CriticalSwitch(.woken, running: 3, lastStep: 14, chosen: 2),
    ])

  /// The signal went to a producer that cannot use it.
  static let deadlock = FailureReport(
    outcome: Outcome(
      .deadlocked,
      waiting: [
        Waiting(thread: 0, operation: .join, object: "thread 1", heldBy: nil, location: nil),
        Waiting(thread: 1, operation: .lock, object: "mutex 1", heldBy: 2, heldSince: at(25), location: at(14)),
        Waiting(thread: 2, operation: .wait, object: "condition 2", heldBy: nil, location: at(27)),
      ]),
    threads: ["main", "producer-1", "consumer-1"],
    events: [
      Event(thread: 2, kind: .lock, object: "mutex 1", location: at(25)),
      Event(thread: 2, kind: .wait, object: "condition 2", time: 0, location: at(27)),
      Event(thread: 1, kind: .sleep, time: 0, location: at(12)),
      Event(thread: 1, kind: .lock, object: "mutex 1", time: 1_500_000_000, location: at(14)),
    ], output: "waiting\n", token: "BAUG")

  /// One looks without the lock that the other holds.
  static let race = FailureReport(
    outcome: Outcome(
      .raced,
      race: Race(
        first: Race.Access(thread: 1, kind: .write, locks: ["mutex 1"], location: at(18)),
        second: Race.Access(thread: 2, kind: .read, locks: [], location: at(8)))),
    threads: ["main", "producer-1", "observer"],
    events: [
      Event(thread: 1, kind: .lock, object: "mutex 1", location: at(14)),
      Event(thread: 1, kind: .write, object: "location 1", location: at(18)),
      Event(thread: 2, kind: .read, object: "location 1", location: at(8)),
      Event(thread: 1, kind: .unlock, object: "mutex 1", location: at(20)),
    ], token: "BwgJ")

  /// A property that does not hold for a race, and one that holds with a remark.
  static let raced = ExerciseResult(
    exercise: "02-bounded-queue", language: "swift", work: .submission, build: BuildResult(status: .built, seconds: 1),
    properties: [
      PropertyResult(
        property: "never-exceeds-maxsize", verdict: .raced, points: 0, maxPoints: 15, schedules: 1000, budget: 1000,
        failure: race),
      PropertyResult(
        property: "every-waiter-is-woken", verdict: .passed, points: 10, maxPoints: 10, schedules: 1000, budget: 1000,
        remark: inPlace, racesMissed: true),
      PropertyResult(
        property: "linearizable", verdict: .passed, points: 15, maxPoints: 15, schedules: 1000, budget: 1000,
        remark: inPlace),
    ])

  private static let inPlace: FailureReport = {
    var report = race
    report.outcome.race?.first.kind = .exclusive
    return report
  }()

  /// A get that sees an item before the put of it began.
  static let notLinearizable = FailureReport(
    outcome: Outcome(
      .failed, cause: .notLinearizable, location: at(40, "Properties.swift"),
      history: HistoryViolation(
        model: "boundedQueue(maxsize: 1)",
        operations: [
          HistoryOperation(thread: 1, call: "put(1)", reply: .returned(""), invoked: 2, responded: 9),
          HistoryOperation(thread: 2, call: "putNowait(2)", reply: .threw("full"), invoked: 4, responded: 6),
          HistoryOperation(thread: 3, call: "get()", invoked: 5),
          HistoryOperation(thread: 2, call: "count", reply: .returned("2"), invoked: 7, responded: 11),
        ], inexplicable: 3)),
    threads: ["main", "thread-1", "thread-2", "thread-3"],
    events: [
      Event(thread: 0, kind: .history, object: "history 1", text: "boundedQueue(maxsize: 1)"),
      Event(thread: 1, kind: .operationBegin, object: "history 1", text: "put(1)"),
      Event(thread: 1, kind: .lock, object: "mutex 1", location: at(14)),
      Event(thread: 2, kind: .operationBegin, object: "history 1", text: "putNowait(2)"),
      Event(thread: 3, kind: .operationBegin, object: "history 1", text: "get()"),
      Event(thread: 2, kind: .operationEnd, object: "history 1", text: "putNowait(2) ✗ full"),
      Event(thread: 2, kind: .operationBegin, object: "history 1", text: "count"),
      Event(thread: 1, kind: .unlock, object: "mutex 1", location: at(20)),
      Event(thread: 1, kind: .operationEnd, object: "history 1", text: "put(1)"),
      Event(thread: 2, kind: .read, object: "location 1", location: at(28)),
      Event(thread: 2, kind: .operationEnd, object: "history 1", text: "count → 2"),
    ], token: "AQIE", size: ExecutionSize(deviations: 1, switches: 5, steps: 9),
    critical: [
      CriticalSwitch(
        .preempted, running: 1, lastStep: 3, nextStep: 8, chosen: 2, firstChosenStep: 4, lastChosenStep: 7)
    ])

  static let description = ExerciseDescription(
    title: "A bounded queue", sourceFile: file,
    properties: [
      "never-exceeds-maxsize": .init(
        text: "The queue never holds more than `maxsize` items.",
        hint: "A woken thread must look at the count again."),
      "every-waiter-is-woken": .init(text: "No schedule leaves a thread waiting for ever."),
      "linearizable": .init(text: "Every history is that of a queue.", isHidden: true),
    ],
    sourceLine: { location in
      switch location.line {
      case 14, 25: "    guarding.lock()"
      case 16: "    while isFull { notFull.wait() }"
      case 27: "    while isEmpty { notEmpty.wait() }"
      case ...30: "    line \(location.line) of the work"
      default: nil
      }
    })

  static func exercise(_ work: Work = .submission) -> ExerciseResult {
    ExerciseResult(
      exercise: "02-bounded-queue", language: "swift", work: work, build: BuildResult(status: .built, seconds: 0.4321),
      properties: [
        PropertyResult(
          property: "first-in-first-out", verdict: .passed, points: 10, maxPoints: 10, schedules: 1000, budget: 1000),
        PropertyResult(
          property: "never-exceeds-maxsize", verdict: .failed, points: 0, maxPoints: 15, schedules: 4, budget: 1000,
          failure: overfull),
        PropertyResult(
          property: "every-waiter-is-woken", verdict: .deadlocked, points: 0, maxPoints: 10, schedules: 12,
          budget: 1000, failure: deadlock),
        PropertyResult(
          property: "linearizable", verdict: .notGraded, points: 0, maxPoints: 15, schedules: 3, budget: 1000,
          failure: FailureReport(
            outcome: Outcome(.notGraded, cause: .unmodelledCall, detail: "pthread_cancel", location: at(9)))),
      ])
  }

  static let notBuilt = ExerciseResult(
    exercise: "02-bounded-queue", language: "swift", work: .stub,
    build: BuildResult(
      status: .failed, diagnostics: "work/02-bounded-queue/BoundedQueue.swift:3:7: error: expected '{' in class\n"),
    properties: [
      PropertyResult(
        property: "first-in-first-out", verdict: .notBuilt, points: 0, maxPoints: 10, schedules: 0, budget: 1000,
        failure: FailureReport(outcome: Outcome(.notBuilt)))
    ])

  static let run = RunResult(
    isolation: Isolation(tier: "full", missing: ["full+cgroup"]), seed: 7, exercises: [exercise()])
}
