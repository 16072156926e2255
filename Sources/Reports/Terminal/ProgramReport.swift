// What a person reads of an explored program: each outcome with how often, or one execution step by step.

package import Records

extension TerminalReport {
  private static let indent = "        "
  private static let outcomeLimit = 20
  private static let lineLimit = 6

  /// Writes the outcomes of an exploration.
  ///
  /// - Parameter replay: what the reader types to see a token's schedule again.
  package func explored(_ result: ProgramResult, replay: (_ token: String) -> String) {
    write(style.bold(result.command.joined(separator: " ").withoutControls) + "\n")
    if let search = result.search {
      writeWrapped(words.reach(of: search), indent: 2)
    } else {
      writeWrapped(words[.schedules, ["count": words.number(result.schedules)]], indent: 2)
    }
    if result.racesMissed { writeWrapped(words[.racesMissed], indent: 2) }
    for outcome in result.outcomes.prefix(Self.outcomeLimit) {
      write("\n")
      writeOutcome(outcome, replay: replay)
    }
    let more = result.outcomes.count - Self.outcomeLimit
    if more > 0 {
      write("\n")
      writeWrapped(words[.moreOutcomes, ["count": words.number(more)]], indent: 2)
    }
  }

  /// Writes every step of one execution that was run again.
  package func replayed(_ replay: ProgramReplay) {
    let record = replay.execution
    write(style.bold(replay.command.joined(separator: " ").withoutControls) + "\n")
    writeWrapped(words.programOutcome(record.outcome), indent: 2)
    write("\n")
    // Laid out like any failure; there is no exercise behind it.
    var outcome = record.outcome
    outcome.verdict = outcome.waiting.isEmpty ? .passed : outcome.verdict
    let failure = FailureReport(
      outcome: outcome, threads: record.threads, events: record.events, eventsTruncated: record.eventsTruncated,
      output: record.output, outputTruncated: record.outputTruncated)
    let property = PropertyResult(
      property: "", verdict: outcome.verdict, points: 0, maxPoints: 0, schedules: 1, budget: 1, failure: failure)
    let text = FailureText(
      words: words, style: style, width: width - FailureText.indent,
      exercise: ExerciseResult(
        exercise: "", language: "", work: .submission, build: BuildResult(status: .built), properties: []),
      description: ExerciseDescription(title: "", sourceFile: ""), detail: .all)
    for line in text.lines(property) {
      write((line.isEmpty ? "" : String(repeating: " ", count: FailureText.indent) + line) + "\n")
    }
  }

  private func writeOutcome(_ outcome: ProgramOutcome, replay: (String) -> String) {
    let count = words.number(outcome.count).leftPadded(to: Self.indent.count - 2)
    let title = words.programOutcome(outcome.outcome)
    let isGood = outcome.outcome.verdict == .passed
    for (row, line) in title.withoutControls.wrapped(to: width - Self.indent.count).enumerated() {
      write((row == 0 ? style.bold(count) + "  " : Self.indent) + (isGood ? line : style.red(line)) + "\n")
    }
    let objects = ObjectNames()
    for waiting in outcome.outcome.waiting {
      let name = outcome.threads.indices.contains(waiting.thread) ? outcome.threads[waiting.thread] : "?"
      let place = waiting.location.map { " (\(words.place($0)))" } ?? ""
      let waits = words.waiting(waiting, threads: outcome.threads, names: objects, place: words.place)
      writeWrapped("\(name)\(place)\(words[.colon])\(waits)", indent: Self.indent.count, hanging: 2)
    }
    writeRace(outcome, objects)
    let lines = outcome.output.withoutControls.trimmingTrailingNewlines.split(
      separator: "\n", omittingEmptySubsequences: false)
    if !outcome.output.isEmpty {
      for line in lines.prefix(Self.lineLimit) {
        write(Self.indent + style.dim("│ ") + String(line).truncated(to: width - Self.indent.count - 2) + "\n")
      }
      if outcome.outputTruncated || lines.count > Self.lineLimit { write(Self.indent + style.dim("│ ") + "…\n") }
    }
    if let token = outcome.token {
      write(Self.indent + words[.replay] + words[.colon] + replay(token) + "\n")
    } else {
      writeWrapped(words.explain(Outcome(.notGraded, cause: .nondeterminism)), indent: Self.indent.count)
    }
  }

  private func writeRace(_ outcome: ProgramOutcome, _ objects: ObjectNames) {
    guard let race = outcome.outcome.race else { return }
    writeWrapped(words[.programRace], indent: Self.indent.count)
    for access in [race.first, race.second] {
      let name = outcome.threads.indices.contains(access.thread) ? outcome.threads[access.thread] : "?"
      let place = access.location.map { " (\(words.place($0)))" } ?? ""
      writeWrapped(
        "\(name)\(place)\(words[.colon])\(words.access(access, names: objects))", indent: Self.indent.count + 2,
        hanging: 2)
    }
  }
}

extension Words {
  /// How a program ended, in one sentence.
  func reach(of search: ProgramResult.Search) -> String {
    let count = number(search.orders)
    if search.isFinished { return self[.searchFinished, ["count": count]] }
    guard let bound = search.preemptions else { return self[.searchUnfinished, ["count": count]] }
    return self[.searchBounded, ["count": count, "bound": number(bound)]]
  }

  package func programOutcome(_ outcome: Outcome) -> String {
    outcome.verdict == .passed ? explain(Outcome(.failed, cause: .exitStatus, detail: "0")) : explain(outcome)
  }
}
