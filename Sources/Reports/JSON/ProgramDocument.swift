// The fields of an exploration's JSON.

import Records

struct ProgramDocument: Encodable {
  struct Search: Encodable {
    var orders: Int
    var finished: Bool
    var preemptions: Int?
  }

  var version = JSONReport.version
  var command: [String]
  var tier: String
  /// Text, for readers whose numbers are floating point.
  var seed: String
  var schedules: Int
  var search: Search?
  var racesMissed: Bool?
  var outcomes: [ProgramOutcomeDocument]

  init(_ result: ProgramResult, words: Words) {
    command = result.command
    tier = result.tier
    seed = String(result.seed)
    schedules = result.schedules
    search = result.search.map { Search(orders: $0.orders, finished: $0.isFinished, preemptions: $0.preemptions) }
    racesMissed = result.racesMissed ? true : nil
    outcomes = result.outcomes.map { ProgramOutcomeDocument($0, words: words) }
  }
}

struct ProgramOutcomeDocument: Encodable {
  var count: Int
  var first: Int
  var verdict: String
  var end: FailureDocument

  init(_ outcome: ProgramOutcome, words: Words) {
    count = outcome.count
    first = outcome.first
    verdict = outcome.outcome.verdict.rawValue
    let failure = FailureReport(
      outcome: outcome.outcome, threads: outcome.threads, output: outcome.output,
      outputTruncated: outcome.outputTruncated)
    end = FailureDocument(failure, replay: outcome.token, words: words)
    end.explanation = words.programOutcome(outcome.outcome)
  }
}

struct ProgramReplayDocument: Encodable {
  var version = JSONReport.version
  var command: [String]
  var tier: String
  var programMatches: Bool
  var verdict: String
  var end: FailureDocument

  init(_ replay: ProgramReplay, words: Words) {
    command = replay.command
    tier = replay.tier
    programMatches = replay.programMatches
    let record = replay.execution
    verdict = record.outcome.verdict.rawValue
    let failure = FailureReport(
      outcome: record.outcome, threads: record.threads, events: record.events,
      eventsTruncated: record.eventsTruncated, output: record.output, outputTruncated: record.outputTruncated)
    end = FailureDocument(failure, replay: nil, words: words)
    end.explanation = words.programOutcome(record.outcome)
  }
}
