// The report a person reads: one exercise after another as each is graded.

package import Records

/// Writes results as text for a terminal.
package struct TerminalReport {
  package var words: Words
  package var style: Style
  /// Cells to write in.
  package var width: Int
  package var write: (String) -> Void

  package init(words: Words, style: Style, width: Int = 80, write: @escaping (String) -> Void) {
    self.words = words
    self.style = style
    self.width = max(width, 60)
    self.write = write
  }

  /// Writes one exercise: its build, each property and, for those that do not hold, what happened.
  package func report(_ exercise: ExerciseResult, _ description: ExerciseDescription) {
    var report = ExerciseReport(self, exercise, properties: exercise.properties.map(\.property), description)
    report.end(exercise)
  }

  /// Writes a work that was not built, and why.
  func writeUnbuilt(_ exercise: ExerciseResult, _ description: ExerciseDescription) {
    writeHeading(exercise, description)
    if exercise.build.status == .failed {
      // The course's own programs have no stub to be compared with: it is the property file that is wrong.
      let differs = exercise.build.interfaceDiffers && exercise.work == .submission
      writeWrapped(words[differs ? .explainInterfaceDiffers : .explainNotBuilt], indent: 2)
    } else {
      let outcome = exercise.properties.lazy.compactMap(\.failure?.outcome).first ?? Outcome(.notGraded)
      writeWrapped(words.explain(outcome), indent: 2)
    }
  }

  /// Writes a property of an exercise.
  func write(
    _ property: PropertyResult, of exercise: ExerciseResult, nameWidth: Int, _ description: ExerciseDescription
  ) {
    writeLine(property, nameWidth: nameWidth)
    if property.racesMissed { writeWrapped(words[.racesMissed], indent: 4) }
    writeFailure(property, exercise, description, detail: .decisive)
  }

  /// Writes every step of one execution that was run again.
  package func replay(_ exercise: ExerciseResult, _ description: ExerciseDescription) {
    guard exercise.build.status == .built, let property = exercise.properties.first else {
      return report(exercise, description)
    }
    let parts = [
      "\(exercise.exercise).\(property.property)", words.programmingLanguage(exercise.language),
      words.work(exercise.work),
    ]
    writeApart(
      parts.compactMap { $0 }.joined(separator: " · "), words.name(property.verdict), emphasis: style.bold)
    if property.verdict == .passed { writeWrapped(words[.replayPasses, ["property": property.property]], indent: 2) }
    writeFailure(property, exercise, description, detail: .all)
  }

  private func writeFailure(
    _ property: PropertyResult, _ exercise: ExerciseResult, _ description: ExerciseDescription,
    detail: LaneBuilder.Detail
  ) {
    let failure = FailureText(
      words: words, style: style, width: width - FailureText.indent, exercise: exercise, description: description,
      detail: detail)
    for line in failure.lines(property) {
      write((line.isEmpty ? "" : String(repeating: " ", count: FailureText.indent) + line) + "\n")
    }
  }

  /// Writes what is graded, how the build went and what the compiler said.
  func writeHeading(_ exercise: ExerciseResult, _ description: ExerciseDescription) {
    var parts = [words.programmingLanguage(exercise.language)]
    if let work = words.work(exercise.work) { parts.append(work) }
    let build =
      switch exercise.build.status {
      case .built where exercise.build.cached: words[.builtFromCache]
      case .built: words[.built, ["seconds": Self.seconds(exercise.build.seconds)]]
      case .failed: words.name(.notBuilt)
      case .notGraded: words.name(.notGraded)
      }
    // The title gives way first.
    let long = (["\(exercise.exercise) \(description.title)"] + parts).joined(separator: " · ")
    let short = ([exercise.exercise] + parts).joined(separator: " · ")
    let fits = long.cells + 2 + build.cells <= width
    writeApart(fits ? long : short, build, emphasis: style.bold)
    if !exercise.build.diagnostics.isEmpty {
      write("\n" + exercise.build.diagnostics.withoutControls.trimmingTrailingNewlines + "\n\n")
    }
  }

  private func writeLine(_ property: PropertyResult, nameWidth: Int) {
    let mark: String
    let progress: String
    switch property.verdict {
    case .passed:
      mark = style.green("✓")
      progress = words.covered(by: property)
    case .notGraded, .notBuilt:
      mark = style.yellow("?")
      progress = words.name(property.verdict)
    default:
      mark = style.red("✗")
      let schedule = words[
        .failingSchedule,
        ["index": words.number(property.schedules), "budget": words.number(property.budget)]]
      progress =
        property.verdict == .failed ? schedule : words.name(property.verdict) + words[.listSeparator] + schedule
    }
    let points = property.verdict == .notGraded ? "–/\(property.maxPoints)" : "\(property.points)/\(property.maxPoints)"
    let line = property.property.padded(to: nameWidth) + "  " + progress
    if 4 + line.cells + 2 + points.cells <= width {
      write("  \(mark) \(line)" + points.leftPadded(to: width - 4 - line.cells) + "\n")
    } else {
      write("  \(mark) \(property.property)  \(points)\n")
      writeWrapped(progress, indent: 4)
    }
  }

  /// Writes one text at the left margin and one at the right, or below where there is no room.
  private func writeApart(_ left: String, _ right: String, emphasis: (String) -> String) {
    let gap = width - left.cells - right.cells
    if gap >= 2 {
      write(emphasis(left) + "".padded(to: gap) + style.dim(right) + "\n")
    } else {
      for line in left.wrapped(to: width) { write(emphasis(line) + "\n") }
      write("  " + style.dim(right) + "\n")
    }
  }

  /// Writes how many properties hold, and the points.
  func writeSummary(_ exercise: ExerciseResult) {
    let passed = exercise.properties.count { $0.verdict == .passed }
    let summary = words[
      .summary,
      [
        "passed": words.number(passed), "count": words.number(exercise.properties.count),
        "points": words.number(exercise.points), "maxPoints": words.number(exercise.maxPoints),
      ]]
    write("  " + (exercise.passed ? style.green(summary) : summary) + "\n")
  }

  /// Writes a text in as many lines as it takes.
  ///
  /// - Parameter hanging: by how many cells more the lines after the first are indented.
  func writeWrapped(_ text: String, indent: Int, hanging: Int = 0) {
    for (row, line) in text.withoutControls.wrapped(to: width - indent - hanging).enumerated() {
      write(String(repeating: " ", count: indent + (row == 0 ? 0 : hanging)) + line + "\n")
    }
  }

  /// Seconds with one decimal.
  static func seconds(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension Words {
  /// The name of a programming language by its identifier.
  package func programmingLanguage(_ identifier: String) -> String {
    identifier.prefix(1).uppercased() + identifier.dropFirst()
  }

  /// What was graded; `nil` for a submission, which needs no saying.
  package func work(_ work: Work) -> String? {
    switch work {
    case .submission: nil
    case .solution: self[.workSolution]
    case .stub: self[.workStub]
    case .mutant(let name): self[.workMutant, ["name": name]]
    }
  }
}

extension Work {
  /// The option that grades this work, with a space in front; empty for a submission.
  package var option: String {
    switch self {
    case .submission: ""
    case .solution: " --solution"
    case .stub: " --stub"
    case .mutant(let name): " --mutant \(name)"
    }
  }
}

extension String {
  var trimmingTrailingNewlines: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
