// Inputs of a property: drawn from a seed, recorded as choices, and made small by the grader.

extension Execution {
  /// A whole number in `range`; the lower bound is the simplest.
  public func int(_ label: String, in range: ClosedRange<Int>) -> Int {
    let value = range.lowerBound + choices.draw(below: range.count)
    choices.record(label, "\(value)")
    return value
  }

  /// True or false; false is the simpler.
  public func bool(_ label: String) -> Bool {
    let value = choices.draw(below: 2) == 1
    choices.record(label, "\(value)")
    return value
  }

  /// One of `values`; the first is the simplest.
  public func element<Value>(_ label: String, of values: [Value]) -> Value {
    let value = values[choices.draw(below: values.count)]
    choices.record(label, "\(value)")
    return value
  }

  /// A list whose length is in `count`, each element one of `values`; short lists and early elements are the simplest.
  public func array<Value>(_ label: String, of values: [Value], count: ClosedRange<Int>) -> [Value] {
    let length = count.lowerBound + choices.draw(below: count.count)
    let array = (0..<length).map { _ in values[choices.draw(below: values.count)] }
    choices.record(label, "\(array)")
    return array
  }
}
