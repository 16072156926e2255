import GoldenFiles
import Records
import Reports
import Testing

@Suite struct TerminalReportTests {
  /// What the report writes.
  private func text(
    _ language: TextLanguage = .english, width: Int = 80, coloured: Bool = false, _ body: (TerminalReport) -> Void
  ) -> String {
    var text = ""
    withoutActuallyEscaping({ text += $0 } as (String) -> Void) { write in
      body(TerminalReport(words: Words(language), style: Style(isColoured: coloured), width: width, write: write))
    }
    return text
  }

  @Test("A run that fails shows lanes, lines, waits and the token", arguments: TextLanguage.allCases)
  func failingRun(language: TextLanguage) {
    let text = text(language) { $0.report(Samples.exercise(), Samples.description) }
    #expect(differenceFromGolden(text, "failing-run.\(language.rawValue).txt") == nil)
  }

  @Test(
    "A race shows both accesses and the locks held, and a remark says that it is one", arguments: TextLanguage.allCases)
  func races(language: TextLanguage) {
    let text = text(language) { $0.report(Samples.raced, Samples.description) }
    #expect(differenceFromGolden(text, "raced-run.\(language.rawValue).txt") == nil)
  }

  @Test(
    "A history that no order explains is drawn as a timeline, with the switches it takes",
    arguments: TextLanguage.allCases)
  func timeline(language: TextLanguage) {
    let text = text(language) { report in
      var exercise = Samples.exercise(.solution)
      exercise.properties = [exercise.properties[3]]
      (exercise.properties[0].verdict, exercise.properties[0].failure) = (.failed, Samples.notLinearizable)
      report.report(exercise, Samples.description)
    }
    #expect(differenceFromGolden(text, "not-linearizable.\(language.rawValue).txt") == nil)
  }

  @Test("A property is written as soon as it and those before it are judged, whatever the order")
  func piecemeal() {
    let exercise = Samples.exercise()
    let whole = text { $0.report(exercise, Samples.description) }
    var written = ""
    withoutActuallyEscaping({ written += $0 } as (String) -> Void) { write in
      let terminal = TerminalReport(words: Words(.english), style: Style(isColoured: false), write: write)
      var report = ExerciseReport(
        terminal, exercise, properties: exercise.properties.map(\.property), Samples.description)
      report.built(exercise.build)
      #expect(written.count { $0 == "\n" } == 1)
      report.judged(exercise.properties[1])
      #expect(written.count { $0 == "\n" } == 1)
      report.judged(exercise.properties[0])
      #expect(written.contains("✓ first-in-first-out") && written.contains("AQID"))
      #expect(report.shows("never-exceeds-maxsize") && !report.shows("linearizable"))
      report.judged(exercise.properties[3])
      report.end(exercise)
    }
    #expect(written == whole)
  }

  @Test("A narrow terminal gets narrower lanes and no line is wider than it", arguments: [60, 80, 120])
  func width(width: Int) {
    let text = text(width: width) { $0.report(Samples.exercise(), Samples.description) }
    let widest = text.split(separator: "\n").filter { !$0.contains("grade replay") }.map(\.count).max() ?? 0
    #expect(widest <= width)
  }

  @Test("A replay shows every step, the starts of threads too")
  func replay() {
    let text = text { report in
      var exercise = Samples.exercise()
      exercise.properties = [exercise.properties[1]]
      report.replay(exercise, Samples.description)
    }
    #expect(differenceFromGolden(text, "replay.txt") == nil)
  }

  @Test("A file that does not compile shows the compiler's own lines and why nothing was graded")
  func notBuilt() {
    let text = text { $0.report(Samples.notBuilt, Samples.description) }
    #expect(differenceFromGolden(text, "not-built.txt") == nil)
  }

  @Test("A student whose declarations do not fit is told to compare them with the stub's; the course's author is not")
  func interfaceDiffers() {
    for (work, isTold) in [(Work.submission, true), (.stub, false)] {
      let text = text { report in
        var exercise = Samples.notBuilt
        exercise.work = work
        exercise.build.interfaceDiffers = true
        report.report(exercise, Samples.description)
      }
      #expect(text.contains("Compare its declarations") == isTold)
    }
  }

  @Test("The token of work other than a submission says which work it is for")
  func replayOfMutant() {
    let text = text { $0.report(Samples.exercise(.mutant("if-for-while")), Samples.description) }
    #expect(
      text.contains("grade replay 02-bounded-queue.never-exceeds-maxsize.AQID --mutant if-for-while\n"))
  }

  @Test(
    "A limit that the code met is told, with the call",
    arguments: [
      (TextLanguage.english, MetLimit.Kind.openFiles, "this run met its limit of 64 open files, at `open`"),
      (.english, .disk, "this run found its temporary folder full, at `open`"),
      (.simplifiedChinese, .openFiles, "这次执行在调用 `open` 时达到了最多同时打开 64 个文件的上限"),
      (.simplifiedChinese, .disk, "这次执行在调用 `open` 时发现临时文件夹已满"),
    ])
  func metLimit(language: TextLanguage, kind: MetLimit.Kind, message: String) {
    var exercise = Samples.raced
    #expect(!text(language) { $0.report(exercise, Samples.description) }.contains(message))
    exercise.properties[0].failure?.outcome.limit = MetLimit(kind: kind, call: "open", bound: 64)
    #expect(text(language) { $0.report(exercise, Samples.description) }.contains(message))
  }

  @Test("A hidden property's counterexample reaches no student")
  func hidden() {
    var exercise = Samples.exercise()
    exercise.properties[3].verdict = .failed
    exercise.properties[3].failure = Samples.overfull
    let concealed = exercise.concealing(Samples.description)
    #expect(concealed.properties[3].failure == FailureReport(outcome: Outcome(.failed)))
    #expect(concealed.properties[1] == exercise.properties[1])
    let text = text { report in
      exercise.properties = [concealed.properties[3]]
      report.report(exercise, Samples.description)
    }
    #expect(text.contains("This property is hidden"))
    #expect(!text.contains("held 2 items") && !text.contains("replay"))
  }

  @Test("Without colour nothing but the colour is missing")
  func colour() {
    let plain = text { $0.report(Samples.exercise(), Samples.description) }
    let coloured = text(coloured: true) { $0.report(Samples.exercise(), Samples.description) }
    #expect(coloured != plain)
    #expect(coloured.replacing(/\u{1B}\[[0-9]*m/, with: "") == plain)
    #expect(!Style(isTerminal: true, environment: ["NO_COLOR": "1"]).isColoured)
    #expect(!Style(isTerminal: false, environment: [:]).isColoured)
    #expect(Style(isTerminal: true, environment: ["NO_COLOR": ""]).isColoured)
  }

  @Test("What a program prints cannot steer the terminal")
  func controls() {
    var exercise = Samples.exercise()
    exercise.properties[2].failure?.output = "a\u{1B}[2Jb\r\u{9B}31m"
    exercise.properties[2].failure?.threads[1] = "evil\u{1B}[1m"
    exercise.build.diagnostics = "\u{1B}]0;title\u{07}"
    let text = text { $0.report(exercise, Samples.description) }
    let controls = text.unicodeScalars.filter { $0.properties.generalCategory == .control && $0 != "\n" }
    #expect(controls.isEmpty)
  }
}
