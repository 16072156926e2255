import Foundation
import Records
import Testing

@testable import Histories

/// Histories that were recorded of a real distributed register; see the README of `shared/data`.
@Suite("A recorded history of a register")
struct RegisterHistoriesTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/data/register-histories").standardizedFileURL

  private static let verdicts: [(log: String, isLinearizable: Bool)] = {
    let table = (try? String(contentsOf: folder.appending(component: "verdicts.csv"), encoding: .utf8)) ?? ""
    return table.split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: ",")
      return (String(cells[0]), cells[1] == "true")
    }
  }()

  @Test(
    "has the verdict that is known",
    .enabled(if: !verdicts.isEmpty, "there are no histories in \(folder.path)"))
  func knownVerdicts() throws {
    #expect(Self.verdicts.count == 52)
    #expect(Self.verdicts.filter(\.isLinearizable).count == 11)
    for (log, isLinearizable) in Self.verdicts {
      let text = try String(contentsOf: Self.folder.appending(component: log), encoding: .utf8)
      let verdict = try Linearizability(
        of: operations(of: text), from: RegisterModel(initial: "nil"), effort: 3_000_000)
      #expect((verdict == .linearizable) == isLinearizable, "\(log)")
      #expect(verdict != .undecided, "\(log)")
    }
  }

  private func operations(of log: String) throws -> [Histories.Operation<RegisterModel.Call, HistoryReply>] {
    var operations: [Histories.Operation<RegisterModel.Call, HistoryReply>] = []
    var open: [Substring: Int] = [:]
    var withoutEffect: Set<Int> = []
    for (time, line) in log.split(separator: "\n").enumerated() {
      let words = line.split { " \t[]".contains($0) }.drop { $0 != "-" }.dropFirst()
      let (process, stage, kind) = (words[words.startIndex], words[words.startIndex + 1], words[words.startIndex + 2])
      let values = words.dropFirst(3).map(String.init)
      if stage == ":invoke" {
        open[process] = operations.count
        let call: RegisterModel.Call.Kind =
          switch kind {
          case ":read": .read
          case ":write": .write(values[0])
          default: .compareAndSet(expected: values[0], new: values[1])
          }
        operations.append(Operation(RegisterModel.Call(call), invoked: time))
        continue
      }
      let called = open.removeValue(forKey: process)
      let index = try #require(called)
      switch (stage, kind) {
      case (":ok", ":read"): operations[index].reply = .returned(values[0])
      case (":ok", ":write"): operations[index].reply = .returned("")
      case (":ok", _): operations[index].reply = .returned("true")
      case (":fail", ":cas"): operations[index].reply = .returned("false")
      case (":fail", ":read"): withoutEffect.insert(index)
      default: continue  // Timed out: it may take effect at any time, or never.
      }
      operations[index].responded = time
    }
    return operations.indices.filter { !withoutEffect.contains($0) }.map { operations[$0] }
  }
}
