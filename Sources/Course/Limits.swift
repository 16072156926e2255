// What executions and builds may use, and how much is explored.

package import Records
internal import YAMLConfig

/// Bounds on building and on each execution.
package struct Limits: Hashable, Sendable {
  package var execution = ExecutionLimits()
  package var build = BuildLimits()

  package init() {}
}

/// Bounds on one build. A compiler that is given too little hangs instead of failing: hence the lower bounds.
package struct BuildLimits: Hashable, Sendable {
  /// Wall-clock time, in seconds.
  package var wallSeconds = 60
  /// Memory, in bytes; at least 2 GiB.
  package var memoryBytes = 3072 << 20
  /// Processes and threads together; at least 64.
  package var processes = 128

  package init() {}
}

/// How much of each property's schedules is explored.
package struct ExplorationBudget: Hashable, Sendable {
  /// Schedules for each property.
  package var schedules = 1000
  /// What every random choice derives from.
  package var seed: UInt64 = 1
  /// Each element gets an equal share of the schedules.
  package var strategies: [Strategy] = Strategy.portfolio

  package init() {}
}

/// The least isolation that is graded under, from the weakest to the strongest. The tier that isolates nothing is none to
/// demand: a reader may allow it.
package enum SandboxTier: String, Hashable, Sendable, CaseIterable {
  case confined, full
  case fullWithGroups = "full+cgroup"
}

/// One number of a configuration file: its key, its range there and the property it sets.
struct NumberField<Root> {
  let key: String
  let range: ClosedRange<Int>
  let property: WritableKeyPath<Root, Int>
  /// How many of the property's units make one of the key's.
  let unit: Int

  init(
    _ key: String, _ range: ClosedRange<Int>, _ property: WritableKeyPath<Root, Int>, unit: Int = 1
  ) {
    self.key = key
    self.range = range
    self.property = property
    self.unit = unit
  }

  static func decoding(_ fields: [NumberField], over base: Root) -> Decoding<Root> {
    .mapping { map in
      var result = base
      for field in fields {
        if let number = map.optional(field.key, .integer(in: field.range)) {
          result[keyPath: field.property] = number * field.unit
        }
      }
      return result
    }
  }
}

extension NumberField<ExecutionLimits> {
  static var all: [NumberField] {
    [
      NumberField("steps", 100...10_000_000, \.steps),
      NumberField("virtualSeconds", 1...10_000_000, \.virtualSeconds),
      NumberField("processorSeconds", 1...3600, \.processorSeconds),
      NumberField("wallSeconds", 1...3600, \.wallSeconds),
      NumberField("memoryMiB", 16...65536, \.memoryBytes, unit: 1 << 20),
      NumberField("threads", 1...4096, \.threads),
      NumberField("outputKiB", 1...65536, \.outputBytes, unit: 1 << 10),
      NumberField("fileMiB", 1...4096, \.fileBytes, unit: 1 << 20),
    ]
  }
}

extension NumberField<ExecutionLimits> {
  /// Those a property may have its own of: how long it may go on. The rest is one process's, which all properties share.
  static var ofProperty: [NumberField] {
    all.filter { ["steps", "virtualSeconds", "processorSeconds", "wallSeconds"].contains($0.key) }
  }
}

extension NumberField<BuildLimits> {
  static var all: [NumberField] {
    [
      NumberField("wallSeconds", 5...3600, \.wallSeconds),
      NumberField("memoryMiB", 2048...65536, \.memoryBytes, unit: 1 << 20),
      NumberField("processes", 64...4096, \.processes),
    ]
  }
}

extension NumberField {
  func setting(of root: Root) -> Limits.Setting { Limits.Setting(key: key, value: root[keyPath: property] / unit) }
}

extension Limits {
  /// One number, as the configuration files name it.
  package struct Setting: Hashable, Sendable {
    package var key: String
    package var value: Int
  }

  /// Those on an execution, in the order they are documented in.
  package static func settings(of limits: ExecutionLimits) -> [Setting] {
    NumberField<ExecutionLimits>.all.map { $0.setting(of: limits) }
  }

  package static func settings(of limits: BuildLimits) -> [Setting] {
    NumberField<BuildLimits>.all.map { $0.setting(of: limits) }
  }
}

extension Decoding<Limits> {
  /// Limits that override others key by key.
  static func limits(over base: Limits) -> Decoding {
    .mapping { map in
      var limits = base
      limits.execution = map.optional(
        "execution", NumberField.decoding(NumberField<ExecutionLimits>.all, over: base.execution),
        default: base.execution)
      limits.build = map.optional(
        "build", NumberField.decoding(NumberField<BuildLimits>.all, over: base.build), default: base.build)
      return limits
    }
  }
}

extension Decoding<ExplorationBudget> {
  static let schedulesRange = 1...1_000_000

  /// A budget that overrides another key by key.
  ///
  /// - Parameter strategies: Those that may be named.
  static func budget(over base: ExplorationBudget, strategies: [Strategy]) -> Decoding {
    .mapping { map in
      var budget = base
      budget.schedules = map.optional("schedules", .integer(in: schedulesRange), default: base.schedules)
      if let seed = map.optional("seed", .integer(in: 0...Int.max)) { budget.seed = UInt64(seed) }
      if let names = map.optional("strategies", .set(of: Decoding<Strategy>.choice(of: strategies))) {
        budget.strategies = names.map(\.value)
      }
      return budget
    }
  }
}
