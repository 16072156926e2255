// Reads what a guided execution noted, which untrusted code could have written to: every index is checked.

internal import CInterleaveInterface
internal import Records

extension GuideReply {
  init(_ result: UnsafeMutablePointer<interleave_result>) {
    let isRedundant =
      result.pointee.complete && result.pointee.ending == INTERLEAVE_REDUNDANT
      && result.pointee.death == INTERLEAVE_EXITED
    let reader = ObservationReader(result: result)
    self.init(
      execution: isRedundant ? nil : ExecutionRecord(result, index: 0, detailed: false),
      steps: Steps(reader.steps.map(reader.step)), hasAllSteps: !result.pointee.observation.partial,
      metUnseenState: result.pointee.observation.unseen)
  }
}

extension Steps {
  /// The uses of every sleeper, for the engine.
  var engineSleepers: [interleave_sleeper] {
    list.flatMap { step in
      step.accesses.map { access in
        interleave_sleeper(
          thread: UInt16(clamping: step.thread),
          access: interleave_touch(
            address: access.address, size: UInt32(clamping: access.size), kind: UInt8(clamping: access.kind),
            mode: UInt8(access.mode.rawValue), closed: access.isClosed))
      } + (step.accesses.isEmpty ? [interleave_sleeper(thread: UInt16(clamping: step.thread), access: .init())] : [])
    }
  }
}

private struct ObservationReader {
  let result: UnsafeMutablePointer<interleave_result>

  var steps: UnsafeBufferPointer<interleave_step> {
    UnsafeBufferPointer(
      start: interleave_steps(result),
      count: min(Int(result.pointee.observation.step_count), Int(INTERLEAVE_MAX_STEPS)))
  }

  private func slice<Element>(_ all: UnsafePointer<Element>, bound: Int, first: UInt32, count: UInt32)
    -> UnsafeBufferPointer<Element>
  {
    let first = min(Int(first), bound)
    return UnsafeBufferPointer(start: all + first, count: min(Int(count), bound - first))
  }

  func step(_ step: interleave_step) -> Step {
    var read = Step(
      thread: Int(step.thread),
      candidates: slice(
        interleave_candidates(result), bound: Int(INTERLEAVE_MAX_CANDIDATES), first: step.first_candidate,
        count: UInt32(step.candidate_count)
      ).map { Int($0) },
      standard: Int(step.standard), isAmongWaiters: step.among_waiters, canStay: step.can_stay, takes: step.takes,
      isPending: step.pending)
    let accesses = slice(
      interleave_accesses(result), bound: Int(INTERLEAVE_MAX_ACCESSES), first: step.first_access,
      count: step.access_count)
    for access in accesses {
      switch UInt32(access.mode) {
      case INTERLEAVE_WAKES.rawValue: read.wakes.append(Int(clamping: access.address))
      case INTERLEAVE_TIME_PASSES.rawValue: read.letGoByTime.append(Int(clamping: access.address))
      default:
        guard let mode = Access.Mode(rawValue: UInt64(access.mode)) else { continue }
        read.accesses.append(
          Access(
            kind: UInt64(access.kind), mode: mode, address: access.address, size: UInt64(access.size),
            isClosed: access.closed))
      }
    }
    return read
  }
}
