// One failure explained: what happened, with which input, in which order, why nobody can go on, how to see it again.

import Records

struct FailureText {
  /// Cells that the text stands in from the margin.
  static let indent = 6
  private static let rowLimit = 40
  private static let quotedLineLimit = 10
  private static let outputLineLimit = 12

  var words: Words
  var style: Style
  /// Cells to write in, after the indent.
  var width: Int
  var exercise: ExerciseResult
  var description: ExerciseDescription
  var detail: LaneBuilder.Detail = .decisive

  /// The explanation of a property that did not pass, line by line; parts are set apart by empty lines.
  func lines(_ property: PropertyResult) -> [String] {
    guard let failure = property.failure ?? property.remark else { return [] }
    let said = description.properties[property.property]
    let isHidden = said?.isHidden == true && exercise.work == .submission
    if isHidden, property.failure == nil { return [] }
    var parts: [[String]] = [message(failure, rule: said?.text, isHidden: isHidden, isRemark: property.failure == nil)]
    if !isHidden {
      let objects = ObjectNames(failure.events, sourceLine: description.sourceLine)
      let builder = LaneBuilder(
        words: words, threads: failure.threads, detail: detail, names: objects, sourceLine: description.sourceLine)
      let steps = builder.steps(of: failure.events)
      parts.append(history(failure))
      let critical = CriticalText(words: words, width: width, failure: failure, names: objects, place: place)
      parts += [
        lanes(failure, steps), critical.lines(), waiting(failure, objects), race(failure, objects),
        quotes(failure, steps), output(failure),
      ]
      parts.append(said?.hint.map { wrap(words[.hint, ["text": $0]]) } ?? [])
      if let token = failure.token {
        let command =
          "\(words.program) replay \(exercise.exercise).\(property.property).\(token)\(exercise.work.option)\(description.places)"
        parts.append(critical.size() + [words[.replay] + words[.colon] + style.bold(command)])
      }
    }
    return parts.filter { !$0.isEmpty }.joined(separator: [""]) + [""]
  }

  private func message(_ failure: FailureReport, rule: String?, isHidden: Bool, isRemark: Bool) -> [String] {
    // One schedule that is run again says nothing of the others.
    var lines =
      failure.outcome.verdict == .passed ? [] : wrap(explanation(failure.outcome, isRemark: isRemark)).map(style.bold)
    if let rule, !isRemark { lines += wrap(words[.rule, ["text": rule]]) }
    if isHidden { lines += wrap(words[.hiddenProperty]) }
    if !failure.values.isEmpty {
      let values = failure.values.map { "\($0.label) = \($0.value)" }.joined(separator: words[.listSeparator])
      lines += wrap(words[.inputs, ["values": values]])
    }
    if let limit = failure.outcome.limit, !isHidden { lines += wrap(words.met(limit)) }
    if let location = failure.outcome.location, !isHidden, isReadersCode(location) {
      let message: Message = failure.outcome.verdict == .failed ? .statedAt : .happenedAt
      lines += wrap(words[message, ["place": words.place(location)]])
    }
    return lines
  }

  private func explanation(_ outcome: Outcome, isRemark: Bool) -> String {
    isRemark ? words[.remark, ["text": words.explain(outcome)]] : words.explain(outcome)
  }

  private func lanes(_ failure: FailureReport, _ steps: [LaneStep]) -> [String] {
    let race = failure.outcome.race.map { [$0.first.thread, $0.second.thread] } ?? []
    let table = LaneTable(
      words: words, threads: failure.threads, width: width, sourceFile: description.sourceFile,
      rowLimit: detail == .all ? .max : Self.rowLimit, preferred: Set(failure.outcome.waiting.map(\.thread) + race))
    var lines = table.lines(steps)
    if failure.eventsTruncated, !lines.isEmpty { lines += wrap(words[.eventsTruncated]) }
    return lines
  }

  private func history(_ failure: FailureReport) -> [String] {
    failure.outcome.history.map {
      HistoryTimeline(words: words, threads: failure.threads, width: width).lines($0)
    } ?? []
  }

  /// Who waits for what, held by whom and since which line.
  private func waiting(_ failure: FailureReport, _ objects: ObjectNames) -> [String] {
    let waiting = failure.outcome.waiting
    guard !waiting.isEmpty else { return [] }
    let names = waiting.map { name($0.thread, failure) }
    let places = waiting.map { $0.location.map(place) ?? "" }
    let nameWidth = names.map(\.cells).max() ?? 0
    let placeWidth = places.map(\.cells).max() ?? 0
    let indent = 2 + nameWidth + 2 + placeWidth + 2
    var lines = [failure.outcome.verdict == .deadlocked ? words[.waitingHeading] : words[.unfinishedHeading]]
    for (index, waiting) in waiting.enumerated() {
      let text = words.waiting(waiting, threads: failure.threads, names: objects, place: place).withoutControls
      let head = "  \(names[index].padded(to: nameWidth))  \(places[index].padded(to: placeWidth))  "
      for (row, line) in wrap(text, to: width - indent).enumerated() {
        lines.append((row == 0 ? head : "".padded(to: indent)) + line)
      }
    }
    return lines
  }

  /// The lines of the work that the shown steps stand on.
  private func quotes(_ failure: FailureReport, _ steps: [LaneStep]) -> [String] {
    let locations =
      steps.compactMap(\.location) + failure.outcome.waiting.compactMap(\.location)
      + [failure.outcome.race?.first.location, failure.outcome.race?.second.location].compactMap(\.self)
    var numbers: [Int] = []
    for location in locations.reversed()
    where location.file == description.sourceFile && !numbers.contains(location.line) {
      numbers.append(location.line)
    }
    let quoted = numbers.prefix(Self.quotedLineLimit).sorted().compactMap { number in
      description.sourceLine(SourceLocation(file: description.sourceFile, line: number)).map { (number, $0) }
    }
    guard !quoted.isEmpty else { return [] }
    let numberWidth = quoted.map { String($0.0).count }.max() ?? 0
    let margin = quoted.map { $0.1.prefix { $0 == " " || $0 == "\t" }.count }.min() ?? 0
    return [description.sourceFile]
      + quoted.map { number, text in
        let code = String(text.dropFirst(margin)).withoutControls
        return "  :\(String(number).padded(to: numberWidth))  \(code)".truncated(to: width).trimmingTrailingSpaces
      }
  }

  /// What the code printed, cut.
  private func output(_ failure: FailureReport) -> [String] {
    let lines = failure.output.withoutControls.trimmingTrailingNewlines.split(
      separator: "\n", omittingEmptySubsequences: false)
    guard !failure.output.isEmpty else { return [] }
    let shown = lines.prefix(Self.outputLineLimit).map { "  " + String($0).truncated(to: width - 2) }
    let isCut = failure.outputTruncated || lines.count > Self.outputLineLimit
    return [words[.outputHeading]] + shown + (isCut ? ["  …"] : [])
  }

  func place(_ location: SourceLocation) -> String {
    location.file == description.sourceFile ? ":\(location.line)" : words.place(location)
  }

  /// Whether a reader can look the place up: in the work or in the property, not in the kit that both use.
  private func isReadersCode(_ location: SourceLocation) -> Bool {
    location.file == description.sourceFile || location.file == "Properties.swift"
  }

  func name(_ thread: Int, _ failure: FailureReport) -> String {
    failure.threads.indices.contains(thread)
      ? failure.threads[thread].withoutControls : "\(words[.objectThread]) \(thread)"
  }

  func wrap(_ text: String, to width: Int? = nil) -> [String] {
    text.withoutControls.wrapped(to: width ?? self.width)
  }
}
