// The fields of a run's JSON, apart from the records they are made from, so that neither binds the other.

import Records

struct RunDocument: Encodable {
  var version = JSONReport.version
  var tier: String
  var memory: String
  var missingTiers: [String]
  /// Text, for readers whose numbers are floating point.
  var seed: String
  var passed: Bool
  var points: Int
  var maxPoints: Int
  var exercises: [ExerciseDocument]

  init(_ run: RunResult, words: Words) {
    tier = run.isolation.tier
    memory = run.isolation.memory
    missingTiers = run.isolation.missing
    seed = String(run.seed)
    passed = run.exercises.allSatisfy(\.passed)
    points = run.exercises.reduce(0) { $0 + $1.points }
    maxPoints = run.exercises.reduce(0) { $0 + $1.maxPoints }
    exercises = run.exercises.map { ExerciseDocument($0, words: words) }
  }
}

struct ExerciseDocument: Encodable {
  struct Build: Encodable {
    var status: String
    var diagnostics: String
  }

  /// What differs between two runs with the same results.
  struct Time: Encodable {
    var buildSeconds: Double
    var cached: Bool
  }

  var exercise: String
  var language: String
  var work: String
  var mutant: String?
  var passed: Bool
  var points: Int
  var maxPoints: Int
  var build: Build
  var time: Time
  var properties: [PropertyDocument]

  init(_ exercise: ExerciseResult, words: Words) {
    self.exercise = exercise.exercise
    language = exercise.language
    work = exercise.work.kind
    mutant = exercise.work.mutant
    passed = exercise.passed
    points = exercise.points
    maxPoints = exercise.maxPoints
    build = Build(status: exercise.build.status.rawValue, diagnostics: exercise.build.diagnostics)
    time = Time(
      buildSeconds: (exercise.build.seconds * 1000).rounded() / 1000, cached: exercise.build.cached)
    properties = exercise.properties.map { PropertyDocument($0, of: exercise, words: words) }
  }
}

struct PropertyDocument: Encodable {
  var property: String
  var verdict: String
  var points: Int
  var maxPoints: Int
  var schedules: Int
  var budget: Int
  var coverage: CoverageDocument
  var failure: FailureDocument?
  var remark: FailureDocument?
  var racesMissed: Bool?

  init(_ property: PropertyResult, of exercise: ExerciseResult, words: Words) {
    self.property = property.property
    verdict = property.verdict.rawValue
    points = property.points
    maxPoints = property.maxPoints
    schedules = property.schedules
    budget = property.budget
    coverage = CoverageDocument(property.coverage)
    let document = { (failure: FailureReport) in
      FailureDocument(
        failure, replay: failure.token.map { "\(exercise.exercise).\(property.property).\($0)" }, words: words)
    }
    failure = property.failure.map(document)
    remark = property.remark.map(document)
    racesMissed = property.racesMissed ? true : nil
  }
}

struct CoverageDocument: Encodable {
  var kind: String
  var orders: Int?

  init(_ coverage: Coverage) {
    switch coverage {
    case .sample: kind = "sample"
    case .everyOrder(let count): (kind, orders) = ("every-order", count)
    case .everyOrderOfSimplestInput(let count): (kind, orders) = ("every-order-of-simplest-input", count)
    }
  }
}

struct FailureDocument: Encodable {
  struct Value: Encodable {
    var label: String
    var value: String
  }

  struct Location: Encodable {
    var file: String
    var line: Int

    init(_ location: SourceLocation) {
      file = location.file
      line = location.line
    }
  }

  struct Waiting: Encodable {
    var thread: Int
    var operation: String
    var object: String?
    var heldBy: Int?
    var heldSince: Location?
    var location: Location?
  }

  struct Race: Encodable {
    struct Access: Encodable {
      var thread: Int
      var kind: String
      var locks: [String]
      var location: Location?

      init(_ access: Records.Race.Access) {
        thread = access.thread
        kind = access.kind.rawValue
        locks = access.locks
        location = access.location.map(Location.init)
      }
    }

    var first: Access
    var second: Access
  }

  struct Event: Encodable {
    var thread: Int
    var kind: String
    var object: String?
    var text: String?
    var virtualNanoseconds: UInt64
    var location: Location?
  }

  struct History: Encodable {
    struct Operation: Encodable {
      var thread: Int
      var call: String
      var returned: String?
      var threw: String?
      var callStep: Int
      var returnStep: Int?
    }

    var model: String
    var operations: [Operation]
    var inexplicable: Int

    init(_ violation: HistoryViolation) {
      model = violation.model
      inexplicable = violation.inexplicable
      operations = violation.operations.map {
        var operation = Operation(
          thread: $0.thread, call: $0.call, callStep: $0.invoked, returnStep: $0.responded)
        switch $0.reply {
        case .returned(let value): operation.returned = value
        case .threw(let error): operation.threw = error
        case nil: break
        }
        return operation
      }
    }
  }

  struct Size: Encodable {
    var deviations: Int
    var switches: Int
    var steps: Int

    init(_ size: ExecutionSize) {
      deviations = size.deviations
      switches = size.switches
      steps = size.steps
    }
  }

  struct Critical: Encodable {
    var kind: String
    var running: Int
    var lastStep: Int?
    var nextStep: Int?
    var chosen: Int
    var firstChosenStep: Int?
    var lastChosenStep: Int?
  }

  struct Limit: Encodable {
    var kind: String
    var call: String
    var bound: Int?
  }

  var explanation: String
  var cause: String?
  var detail: String?
  var location: Location?
  var limit: Limit?
  var waiting: [Waiting]
  var race: Race?
  var history: History?
  var values: [Value]
  var threads: [String]
  var events: [Event]
  var eventsTruncated: Bool
  var output: String
  var outputTruncated: Bool
  var replay: String?
  var size: Size?
  var foundSize: Size?
  var critical: [Critical]?

  init(_ failure: FailureReport, replay: String?, words: Words) {
    let outcome = failure.outcome
    explanation = words.explain(outcome)
    cause = outcome.cause?.rawValue
    detail = outcome.detail
    location = outcome.location.map(Location.init)
    limit = outcome.limit.map { Limit(kind: $0.kind.rawValue, call: $0.call, bound: $0.bound) }
    waiting = outcome.waiting.map {
      Waiting(
        thread: $0.thread, operation: $0.operation.rawValue, object: $0.object, heldBy: $0.heldBy,
        heldSince: $0.heldSince.map(Location.init), location: $0.location.map(Location.init))
    }
    race = outcome.race.map { Race(first: Race.Access($0.first), second: Race.Access($0.second)) }
    history = outcome.history.map(History.init)
    values = failure.values.map { Value(label: $0.label, value: $0.value) }
    threads = failure.threads
    events = failure.events.map {
      Event(
        thread: $0.thread, kind: $0.kind.rawValue, object: $0.object, text: $0.text, virtualNanoseconds: $0.time,
        location: $0.location.map(Location.init))
    }
    eventsTruncated = failure.eventsTruncated
    output = failure.output
    outputTruncated = failure.outputTruncated
    self.replay = replay
    size = failure.size.map(Size.init)
    foundSize = failure.foundSize.map(Size.init)
    critical = failure.critical?.map {
      Critical(
        kind: $0.kind.rawValue, running: $0.running, lastStep: $0.lastStep, nextStep: $0.nextStep, chosen: $0.chosen,
        firstChosenStep: $0.firstChosenStep, lastChosenStep: $0.lastChosenStep)
    }
  }
}
