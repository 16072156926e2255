// A data race drawn: which two accesses, by whom, where and under which locks.

import Records

extension FailureText {
  /// The two accesses and what would order them; empty when there was no race.
  func race(_ failure: FailureReport, _ objects: ObjectNames) -> [String] {
    guard let race = failure.outcome.race else { return [] }
    let accesses = [race.first, race.second]
    let names = accesses.map { name($0.thread, failure) }
    let places = accesses.map { $0.location.map(place) ?? "" }
    let nameWidth = names.map(\.cells).max() ?? 0
    let placeWidth = places.map(\.cells).max() ?? 0
    let indent = 2 + nameWidth + 2 + placeWidth + 2
    var lines = wrap(words[failure.outcome.verdict == .raced ? .raceHeading : .raceBesideHeading])
    for (index, access) in accesses.enumerated() {
      let head = "  \(names[index].padded(to: nameWidth))  \(places[index].padded(to: placeWidth))  "
      let text = words.access(access, names: objects).withoutControls
      for (row, line) in wrap(text, to: width - indent).enumerated() {
        lines.append((row == 0 ? head : "".padded(to: indent)) + line)
      }
    }
    let isExclusive = accesses.contains { $0.kind == .exclusive }
    return lines + wrap(words[isExclusive ? .raceExclusiveAdvice : .raceAdvice])
  }
}
