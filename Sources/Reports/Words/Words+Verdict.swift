// What a verdict means, in one sentence.

package import Records

extension Words {
  /// The verdict's name.
  package func name(_ verdict: Verdict) -> String {
    switch verdict {
    case .passed: self[.verdictPassed]
    case .failed: self[.verdictFailed]
    case .crashed: self[.verdictCrashed]
    case .deadlocked: self[.verdictDeadlocked]
    case .livelocked: self[.verdictLivelocked]
    case .raced: self[.verdictRaced]
    case .timedOut: self[.verdictTimedOut]
    case .outOfMemory: self[.verdictOutOfMemory]
    case .limitExceeded: self[.verdictLimitExceeded]
    case .endedEarly: self[.verdictEndedEarly]
    case .tampered: self[.verdictTampered]
    case .notBuilt: self[.verdictNotBuilt]
    case .notGraded: self[.verdictNotGraded]
    }
  }

  /// On how much a property that passed holds.
  package func covered(by property: PropertyResult) -> String {
    switch property.coverage {
    // That one thread has one order of steps says nothing.
    case .sample, .everyOrderOfSimplestInput(1): self[.schedules, ["count": number(property.schedules)]]
    case .everyOrder(1): self[.onlyOrder]
    case .everyOrder(let count): self[.everyOrder, ["count": number(count)]]
    case .everyOrderOfSimplestInput(let orders):
      self[
        .everyOrderOfSimplestInput, ["count": number(property.schedules), "orders": number(orders)]]
    }
  }

  /// What happened, in one sentence. A failed expectation's message is the property's own and stands as it is.
  package func explain(_ outcome: Outcome) -> String {
    switch outcome.verdict {
    case .passed: self[.explainPassed]
    case .failed where outcome.cause == .exitStatus: self[.explainExitStatus, ["status": outcome.detail ?? "?"]]
    case .failed where outcome.cause == .notLinearizable: self[.explainNotLinearizable]
    case .failed: outcome.detail ?? self[.explainFailed]
    case .crashed: explainCrash(outcome.detail)
    case .deadlocked: self[.explainDeadlocked]
    case .livelocked: self[.explainLivelocked]
    case .raced: withDetail(self[.explainRaced], outcome.detail)
    case .timedOut:
      switch outcome.cause {
      case .processorTime: self[.explainProcessorTime]
      case .virtualTime: self[.explainVirtualTime]
      default: self[.explainWallTime]
      }
    case .outOfMemory: self[.explainOutOfMemory]
    case .limitExceeded:
      switch outcome.cause {
      case .threads: self[.explainTooManyThreads]
      case .output: self[.explainTooMuchOutput]
      case .fileSize: self[.explainTooLargeFile]
      default: withDetail(self[.explainLimitExceeded], outcome.detail)
      }
    case .endedEarly:
      if outcome.cause == .exitCall, let call = outcome.detail {
        self[.explainExitCall, ["call": call]]
      } else {
        withDetail(self[.explainEndedEarly], outcome.detail)
      }
    case .tampered: withDetail(self[.explainTampered], outcome.detail)
    case .notBuilt: self[.explainNotBuilt]
    case .notGraded: explainNotGraded(outcome)
    }
  }

  /// Which limit the code met, and where.
  func met(_ limit: MetLimit) -> String {
    switch limit.kind {
    case .openFiles: self[.metOpenFiles, ["count": limit.bound.map(String.init) ?? "?", "call": limit.call]]
    case .disk: self[.metDisk, ["call": limit.call]]
    }
  }

  private func explainNotGraded(_ outcome: Outcome) -> String {
    switch outcome.cause {
    case .unmodelledCall: self[.explainUnmodelledCall, ["call": outcome.detail ?? "?"]]
    case .nondeterminism: withDetail(self[.explainNondeterminism], outcome.detail)
    case .historyUndecided: self[.explainHistoryUndecided]
    case .historyUnreadable: withDetail(self[.explainHistoryUnreadable], outcome.detail)
    case .target: withDetail(self[.explainTarget], outcome.detail)
    case .sandbox: withDetail(self[.explainSandbox], outcome.detail)
    default: withDetail(self[.explainNotGraded], outcome.detail)
    }
  }

  /// Names the signal and says what usually raises it.
  private func explainCrash(_ signal: String?) -> String {
    let meaning: Message? =
      switch signal {
      case "SIGILL", "SIGTRAP": .signalTrap
      case "SIGSEGV", "SIGBUS": .signalMemory
      case "SIGABRT": .signalAbort
      case "SIGFPE": .signalArithmetic
      default: nil
      }
    let crash = self[.explainCrashed, ["signal": signal ?? "?"]]
    return meaning.map { crash + self[.colon] + self[$0] } ?? crash
  }

  private func withDetail(_ sentence: String, _ detail: String?) -> String {
    detail.map { sentence + self[.colon] + $0 } ?? sentence
  }
}
