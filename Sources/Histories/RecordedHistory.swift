// A history as an execution left it: texts, judged by the model that the property named.

package import Records

/// A model that properties can name. To add one, write it in `Models/` and list it in ``RecordedHistory/models``.
protocol NamedModel: SequentialModel where Reply == HistoryReply {
  /// What the name of a declaration is: `boundedQueue`, in `boundedQueue(maxsize: 1)`.
  static var name: String { get }
  /// The operations it knows, for the author of a property that used another.
  static var operations: [String] { get }

  /// `nil` when the arguments are not the model's.
  init?(_ declaration: Expression)

  /// `nil` when the model has no such operation.
  static func call(_ call: Expression) -> Call?
}

/// What an execution recorded of one object.
package struct RecordedHistory: Hashable, Sendable {
  /// The model as the property named it.
  package var model: String
  /// In order of the calls.
  package var operations: [HistoryOperation]

  package init(model: String, operations: [HistoryOperation] = []) {
    self.model = model
    self.operations = operations
  }

  /// What is thought of a history.
  package enum Judgement: Hashable, Sendable {
    case linearizable
    case violation(HistoryViolation)
    case undecided
    /// The property named a model or an operation that there is not; the text says which.
    case unreadable(String)
  }

  static var models: [any NamedModel.Type] { [BoundedQueueModel.self, RegisterModel.self] }

  /// Judges the history, with the effort that ``Linearizability`` counts.
  package func judgement(effort: Int) -> Judgement {
    guard let declaration = Expression(model), let type = Self.models.first(where: { $0.name == declaration.name })
    else {
      return .unreadable("there is no model `\(model)`; there are \(list(Self.models.map { $0.name }))")
    }
    return judgement(by: type, declaration, effort: effort)
  }

  private func judgement<Model: NamedModel>(
    by type: Model.Type, _ declaration: Expression, effort: Int
  ) -> Judgement {
    guard let initial = Model(declaration) else {
      return .unreadable("`\(model)` does not fit the model `\(Model.name)`")
    }
    var read: [Operation<Model.Call, HistoryReply>] = []
    for operation in operations {
      guard let call = Expression(operation.call).flatMap(Model.call) else {
        return .unreadable(
          "the model `\(Model.name)` has no operation `\(operation.call)`; it has \(list(Model.operations))")
      }
      read.append(
        Operation(call, reply: operation.reply, invoked: operation.invoked, responded: operation.responded ?? .max))
    }
    switch Linearizability(of: read, from: initial, effort: effort) {
    case .linearizable: return .linearizable
    case .undecided: return .undecided
    case .violation(let index):
      return .violation(beginning(to: index) { Model.part(of: read[$0].call) == Model.part(of: read[index].call) })
    }
  }

  /// The history up to the return of the operation at `last`, of the operations that concern it.
  private func beginning(to last: Int, where concerns: (Int) -> Bool) -> HistoryViolation {
    let end = operations[last].responded!
    var shown: [HistoryOperation] = []
    var inexplicable = 0
    for index in operations.indices where operations[index].invoked < end && concerns(index) {
      var operation = operations[index]
      if index == last { inexplicable = shown.count }
      if operation.responded.map({ $0 > end }) ?? true { (operation.reply, operation.responded) = (nil, nil) }
      shown.append(operation)
    }
    return HistoryViolation(model: model, operations: shown, inexplicable: inexplicable)
  }

  private func list(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }
}
