// Says which switches between threads make an execution fail: what ran between which two steps of whom.

import Records

struct CriticalText {
  private static let limit = 6

  var words: Words
  /// Cells to write in.
  var width: Int
  var failure: FailureReport
  var names: ObjectNames
  /// A place as it is shown: `:14`.
  var place: (SourceLocation) -> String

  /// A heading and a line a switch; a sentence when there is none; nothing where they are not known.
  func lines() -> [String] {
    guard let critical = failure.critical, failure.threads.count > 1 else { return [] }
    switch failure.outcome.verdict {
    case .passed, .notGraded: return []
    default: break
    }
    if critical.isEmpty { return words[.criticalNone].wrapped(to: width) }
    var sentences = critical.prefix(Self.limit).map(sentence)
    if critical.count > Self.limit { sentences.append(words[.criticalLeftOut, ["count": critical.count - Self.limit]]) }
    return words[.criticalHeading].wrapped(to: width)
      + sentences.flatMap { sentence in
        sentence.wrapped(to: width - 4).enumerated().map { ($0.offset == 0 ? "  · " : "    ") + $0.element }
      }
  }

  /// How much smaller the execution is than the one that was found.
  func size() -> [String] {
    guard let size = failure.size, let found = failure.foundSize else { return [] }
    let text = words[
      .madeSmaller,
      [
        "before": words.number(found.switches), "after": words.number(size.switches),
        "stepsBefore": words.number(found.steps), "stepsAfter": words.number(size.steps),
      ]]
    return text.wrapped(to: width)
  }

  private func sentence(_ critical: CriticalSwitch) -> String {
    let message: Message
    switch (critical.kind, critical.lastStep, critical.nextStep) {
    case (.woken, .some, _): message = .criticalWoken
    case (_, nil, .some): message = .criticalBegan
    case (.preempted, .some, .some): message = .criticalPreempted
    default: message = .criticalWentOn
    }
    var steps = ""
    if let first = critical.firstChosenStep, let last = critical.lastChosenStep {
      steps = words[.criticalRan, ["first": step(first, isDescribed: false), "last": step(last, isDescribed: false)]]
    }
    return words[
      message,
      [
        "last": step(critical.lastStep), "next": step(critical.nextStep), "running": name(critical.running),
        "chosen": name(critical.chosen), "steps": steps,
      ]]
  }

  /// `step 12 (lock :14)`
  private func step(_ number: Int?, isDescribed: Bool = true) -> String {
    guard let number else { return "?" }
    guard isDescribed, failure.events.indices.contains(number - 1) else {
      return words[.criticalStep, ["number": number]]
    }
    let event = failure.events[number - 1]
    let object = event.object.flatMap { object in
      event.kind == .read || event.kind == .write || event.kind == .atomic
        ? nil : words.object(object, threads: failure.threads, names: names)
    }
    let action = words.step(event, object: event.text == nil ? object : nil, isBlocked: false)
    let place = event.location.map { " " + self.place($0) } ?? ""
    return words[.criticalStepDescribed, ["number": number, "action": action.withoutControls + place]]
  }

  private func name(_ thread: Int) -> String {
    failure.threads.indices.contains(thread)
      ? failure.threads[thread].withoutControls : "\(words[.objectThread]) \(thread)"
  }
}
