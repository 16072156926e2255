// What is shown of an exercise while it is graded: its report as far as it is known, and how far that is.

import Grading
import Records
import Reports
import Synchronization

/// Shows the progress of grading one exercise.
final class LiveReport: Sendable {
  private struct State {
    var report: ExerciseReport?
    var judged = 0
    /// In the order they were found.
    var failed: [String] = []
  }

  private let line: ProgressLine
  /// What is graded, for a reader who may not see hidden counterexamples.
  private let concealing: ExerciseDescription?
  private let state: Mutex<State>

  /// - Parameters:
  ///   - report: where the report goes; `nil` when it is not text.
  ///   - concealing: set when the reader may not see how hidden properties fail.
  init(_ line: ProgressLine, _ report: sending ExerciseReport?, concealing: ExerciseDescription?) {
    self.line = line
    self.concealing = concealing
    state = Mutex(State(report: report))
  }

  /// Shows what has become known.
  func show(_ progress: GradingProgress) {
    state.withLock { state in
      line.clear()
      switch progress {
      case .built(let build): state.report?.built(build)
      case .judged(let property):
        state.judged += 1
        if property.verdict != .passed { state.failed.append(property.property) }
        state.report?.judged(concealing.map(property.concealing) ?? property)
      }
      // What has failed and is not in the report yet.
      let untold = state.failed.filter { state.report?.shows($0) != true }
      line.show(state.judged, news: untold.map { "✗ \($0)" })
    }
  }

  /// Takes the progress away, writes the rest of the report and returns the result as the reader may see it.
  func end(_ result: ExerciseResult) -> ExerciseResult {
    line.clear()
    let shown = concealing.map(result.concealing) ?? result
    state.withLock { $0.report?.end(shown) }
    return shown
  }
}
