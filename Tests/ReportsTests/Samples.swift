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
    ], token: "AQID")

  /// The signal went to a producer that cannot use it.
  static let deadlock = FailureReport(
    outcome: Outcome(
      .deadlocked,
      waiting: [
        Waiting(thread: 0, operation: .join, object: "thread 1", heldBy: nil, location: nil),
        Waiting(thread: 1, operation: .lock, object: "mutex 1", heldBy: 2, location: at(14)),
        Waiting(thread: 2, operation: .wait, object: "condition 2", heldBy: nil, location: at(27)),
      ]),
    threads: ["main", "producer-1", "consumer-1"],
    events: [
      Event(thread: 2, kind: .lock, object: "mutex 1", location: at(25)),
      Event(thread: 2, kind: .wait, object: "condition 2", time: 0, location: at(27)),
      Event(thread: 1, kind: .sleep, time: 0, location: at(12)),
      Event(thread: 1, kind: .lock, object: "mutex 1", time: 1_500_000_000, location: at(14)),
    ], output: "waiting\n", token: "BAUG")

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
