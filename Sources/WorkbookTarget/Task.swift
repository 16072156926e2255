// What an execution of an exercise's library is to do.

internal import CInterleaveInterface
internal import Workbook

/// Lies in memory that the target shares with the process which forks the executions. That one only forks, so that all
/// executions begin alike.
struct Task {
  typealias Entry = @convention(c) () -> UnsafeMutableRawPointer

  /// Gives the library's properties; called in executions only.
  let entry: Entry
  /// The property's position; `nil`: the execution is to tell the identifiers of all.
  var property: Int?
  private var seed: UInt64 = 0
  /// So many choices are given; `nil`: all derive from the seed.
  private var givenCount: Int?
  private var given = InlineArray<256, UInt64>(repeating: 0)

  init(entry: Entry) { self.entry = entry }

  /// - Throws: ``TargetError`` when more choices are given than an execution can have.
  mutating func setInput(_ input: ExecutionInput) throws {
    seed = input.seed
    givenCount = input.given?.count
    guard let choices = input.given else { return }
    guard choices.count <= given.count else {
      throw TargetError("an input has at most \(given.count) choices, not \(choices.count)")
    }
    for (index, choice) in choices.enumerated() { given[index] = choice }
  }

  /// Runs the property, in an execution.
  func run() {
    let list = Unmanaged<PropertyList>.fromOpaque(entry()).takeUnretainedValue()
    guard let property else {
      for property in list.properties { interleave_record(INTERLEAVE_NOTE, property.identifier) }
      return
    }
    let execution = Execution(seed: seed, given: givenCount.map { count in (0..<count).map { given[$0] } })
    do {
      let property = list.properties[property]
      interleave_allow(property.earlyTimeouts, property.spuriousWakeups)
      try property.body(execution)
    } catch {
      execution.fail("the property ended with the error \(error)")
    }
  }
}

/// What every execution calls, with the task that it finds.
func runTask(_ task: UnsafeMutableRawPointer?) { task!.load(as: Task.self).run() }
