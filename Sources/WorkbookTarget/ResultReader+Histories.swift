// Judges the histories of an execution that has ended: student code can change neither the model nor the judgement.

internal import CInterleaveInterface
internal import Histories
internal import Records

extension ResultReader {
  /// What an execution that passed is judged to be, given the histories it left.
  func outcomeOfHistories() -> Outcome {
    guard result.pointee.history_count > 0 else { return Outcome(.passed) }
    guard result.pointee.event_count <= UInt32(INTERLEAVE_MAX_EVENTS), !textsAreCut else {
      return Outcome(.notGraded, cause: .historyUnreadable, detail: "the execution had too many steps to keep them all")
    }
    let events = Dictionary(grouping: events().enumerated()) { $0.element.object ?? "" }
    for number in 1...result.pointee.history_count {
      guard let own = events["history \(number)"], let beginning = own.first?.element, beginning.kind == .history else {
        return Outcome(.tampered, detail: "history \(number) was begun and is not there")
      }
      let history = RecordedHistory(model: beginning.text ?? "", operations: operations(in: own))
      switch history.judgement(effort: Self.effort / Int(result.pointee.history_count)) {
      case .linearizable: continue
      case .violation(let violation):
        return Outcome(.failed, cause: .notLinearizable, offset: beginning.offset, history: violation)
      case .undecided: return Outcome(.notGraded, cause: .historyUndecided)
      case .unreadable(let reason): return Outcome(.notGraded, cause: .historyUnreadable, detail: reason)
      }
    }
    return Outcome(.passed)
  }

  /// How often models may be applied for one execution.
  private static var effort: Int { 200_000 }

  /// The operations of one history; a return belongs to the last call of its thread that has none.
  private func operations(in events: [(offset: Int, element: Event)]) -> [HistoryOperation] {
    var operations: [HistoryOperation] = []
    var open: [Int: [Int]] = [:]
    for (index, event) in events {
      if event.kind == .operationBegin {
        open[event.thread, default: []].append(operations.count)
        operations.append(HistoryOperation(thread: event.thread, call: event.text ?? "", invoked: index + 1))
      } else if event.kind == .operationEnd, let last = open[event.thread]?.popLast() {
        operations[last].reply = HistoryReply(event.text ?? "", to: operations[last].call)
        operations[last].responded = index + 1
      }
    }
    return operations
  }
}

extension HistoryReply {
  /// - Parameter text: the call, followed by what it returned or threw: `get() → 1`, `get() ✗ empty`.
  fileprivate init(_ text: String, to call: String) {
    let rest = text.dropFirst(call.count)
    if let value = rest.firstRange(of: " → "), value.lowerBound == rest.startIndex {
      self = .returned(String(rest[value.upperBound...]))
    } else if let error = rest.firstRange(of: " ✗ "), error.lowerBound == rest.startIndex {
      self = .threw(String(rest[error.upperBound...]))
    } else {
      self = .returned("")
    }
  }
}
