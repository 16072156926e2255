// The shared library that an exercise was built into.

internal import CInterleaveInterface
internal import Foundation
internal import Records
internal import Workbook

/// An opened library. Opening runs no code of the exercise's: its properties are asked for in executions only.
struct ExerciseLibrary: Subject {
  typealias Entry = @convention(c) () -> UnsafeMutableRawPointer

  let result: UnsafeMutablePointer<interleave_result>
  private(set) var identifiers: [String] = []
  /// Gives the library's properties; called in executions only.
  private let entry: Entry
  /// The addresses that the library's segments take up.
  private let addresses: Range<UInt>
  private let origin = Origin()

  /// - Throws: ``TargetError`` when the file is no library, lacks the entry point, or its properties cannot be read.
  init(path: String) throws {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw TargetError("cannot open the exercise's library: \(String(cString: dlerror()))")
    }
    guard let symbol = dlsym(handle, "workbook_properties") else {
      throw TargetError("the exercise's library has no entry point: \(String(cString: dlerror()))")
    }
    entry = unsafeBitCast(symbol, to: Entry.self)
    var (base, end): (UInt, UInt) = (0, 0)
    guard interleave_library_extent(symbol, &base, &end) else {
      throw TargetError("the exercise's library is not loaded at a known address")
    }
    addresses = base..<end
    guard let result = interleave_result_create() else { throw TargetError("no memory to share with executions") }
    self.result = result
    prepareMetadata()
    identifiers = try readIdentifiers()
  }

  func execute(_ identifier: String, input: ExecutionInput, plan: interleave_plan) throws {
    try execute(plan, body: try body(of: identifier, input: input))
  }

  func executeAlike(_ identifier: String, input: [UInt64], plan: interleave_plan) throws {
    if origin.identifier != identifier || origin.input != input {
      let body = try body(of: identifier, input: ExecutionInput(seed: 0, given: input))
      let box = box(body)
      defer { box.release() }
      origin.identifier = nil
      try check(interleave_origin_start(runBody, box.toOpaque(), result))
      (origin.identifier, origin.input) = (identifier, input)
    }
    var plan = located(plan)
    let error = interleave_origin_execute(&plan)
    if error != 0 { origin.identifier = nil }
    try check(error)
  }

  private func body(of identifier: String, input: ExecutionInput) throws -> (PropertyList) -> Void {
    guard let position = identifiers.firstIndex(of: identifier) else {
      throw TargetError("the exercise has no property `\(identifier)`")
    }
    return { list in
      let execution = Execution(seed: input.seed, given: input.given)
      do {
        let property = list.properties[position]
        interleave_allow(property.earlyTimeouts, property.spuriousWakeups)
        try property.body(execution)
      } catch {
        execution.fail("the property ended with the error \(error)")
      }
    }
  }

  /// Asks an execution for the identifiers, so that the target itself runs nothing of the library's.
  private func readIdentifiers() throws -> [String] {
    var plan = interleave_plan(ExecutionLimits())
    plan.strategy = INTERLEAVE_REPLAY
    try execute(plan) { list in
      for property in list.properties { interleave_record(INTERLEAVE_NOTE, property.identifier) }
    }
    let record = ExecutionRecord(result, index: 0, detailed: true)
    guard record.outcome.verdict == .passed else {
      throw TargetError("the list of properties cannot be read: \(record.outcome.verdict.rawValue)")
    }
    return record.events.compactMap { $0.kind == .note ? $0.text : nil }
  }

  private func execute(_ plan: interleave_plan, body: @escaping (PropertyList) -> Void) throws {
    var plan = located(plan)
    let box = box(body)
    defer { box.release() }
    try check(interleave_execute(&plan, runBody, box.toOpaque(), result))
  }

  private func located(_ plan: interleave_plan) -> interleave_plan {
    var plan = plan
    plan.library_base = addresses.lowerBound
    plan.library_end = addresses.upperBound
    return plan
  }

  private func box(_ body: @escaping (PropertyList) -> Void) -> Unmanaged<BodyBox> {
    Unmanaged.passRetained(
      BodyBox { [entry] in body(Unmanaged<PropertyList>.fromOpaque(entry()).takeUnretainedValue()) })
  }

  private func check(_ error: Int32) throws {
    if error != 0 { throw TargetError("cannot start an execution: \(String(cString: strerror(error)))") }
  }
}

/// What the process was forked for that executions of a search begin from.
private final class Origin {
  var identifier: String?
  var input: [UInt64] = []
}

private final class BodyBox {
  let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }
}

private func runBody(_ box: UnsafeMutableRawPointer?) {
  Unmanaged<BodyBox>.fromOpaque(box!).takeUnretainedValue().body()
}
