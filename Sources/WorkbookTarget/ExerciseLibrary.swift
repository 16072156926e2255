// The shared library that an exercise was built into.

internal import CInterleaveInterface
internal import Foundation
internal import Records
internal import Workbook

/// An opened library. Opening runs no code of the exercise's: its properties are asked for in executions only.
struct ExerciseLibrary: Subject {
  let result: UnsafeMutablePointer<interleave_result>
  private(set) var identifiers: [String] = []
  /// The addresses that the library's segments take up.
  private let addresses: Range<UInt>
  private let entry: Task.Entry
  private let task: UnsafeMutablePointer<Task>
  private let server: OpaquePointer

  /// - Throws: ``TargetError`` when the file is no library, lacks the entry point, or its properties cannot be read.
  init(path: String) throws {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw TargetError("cannot open the exercise's library: \(String(cString: dlerror()))")
    }
    guard let symbol = dlsym(handle, "workbook_properties") else {
      throw TargetError("the exercise's library has no entry point: \(String(cString: dlerror()))")
    }
    var (base, end): (UInt, UInt) = (0, 0)
    guard interleave_library_extent(symbol, &base, &end) else {
      throw TargetError("the exercise's library is not loaded at a known address")
    }
    addresses = base..<end
    let shared = mmap(
      nil, MemoryLayout<Task>.size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
    guard let shared, shared != MAP_FAILED else { throw TargetError("no memory to share with executions") }
    task = shared.bindMemory(to: Task.self, capacity: 1)
    entry = unsafeBitCast(symbol, to: Task.Entry.self)
    task.initialize(to: Task(entry: entry))
    prepareMetadata()
    guard let server = interleave_server_fork(runTask, task) else {
      throw TargetError("cannot fork: \(String(cString: strerror(errno)))")
    }
    self.server = server
    result = interleave_server_result(server)
    identifiers = try readIdentifiers()
  }

  func execute(_ identifier: String, input: ExecutionInput, plan: interleave_plan) throws {
    guard let position = identifiers.firstIndex(of: identifier) else {
      throw TargetError("the exercise has no property `\(identifier)`")
    }
    // All of it: the execution before could have written to it.
    var task = Task(entry: entry)
    task.property = position
    try task.setInput(input)
    self.task.pointee = task
    try execute(plan)
  }

  /// Asks an execution for the identifiers, so that the target itself runs nothing of the library's.
  private func readIdentifiers() throws -> [String] {
    var plan = interleave_plan(ExecutionLimits())
    plan.chooser = INTERLEAVE_REPLAY
    try execute(plan)
    let record = ExecutionRecord(result, index: 0, detailed: true)
    guard record.outcome.verdict == .passed else {
      throw TargetError("the list of properties cannot be read: \(record.outcome.verdict.rawValue)")
    }
    return record.events.compactMap { $0.kind == .note ? $0.text : nil }
  }

  private func execute(_ plan: interleave_plan) throws {
    var plan = plan
    plan.library_base = addresses.lowerBound
    plan.library_end = addresses.upperBound
    let error = interleave_server_execute(server, &plan)
    // As if the target had been ended: whoever asked starts another.
    if error == EPIPE { exit(70) }
    if error != 0 { throw TargetError(error, of: plan) }
  }
}
