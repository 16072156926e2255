import Records
import Testing

@testable import Histories

@Suite("A history as properties record it")
struct RecordedHistoryTests {
  private func judge(_ model: String, _ calls: (String, HistoryReply)...) -> RecordedHistory.Judgement {
    let operations = calls.enumerated().map { index, call in
      HistoryOperation(thread: 1, call: call.0, reply: call.1, invoked: 2 * index + 1, responded: 2 * index + 2)
    }
    return RecordedHistory(model: model, operations: operations).judgement(effort: 1000)
  }

  @Test("knows every operation of a bounded queue")
  func boundedQueue() {
    let judgement = judge(
      "boundedQueue(maxsize: 2)",
      ("isEmpty", .returned("true")), ("put([1, 2])", .returned("")), ("put(7, timeout: 1.5)", .returned("")),
      ("isFull", .returned("true")), ("putNowait(8)", .threw("full")), ("put(8, timeout: 1)", .threw("full")),
      ("count", .returned("2")), ("get()", .returned("[1, 2]")), ("getNowait()", .returned("7")),
      ("get(timeout: 1)", .threw("empty")), ("getNowait()", .threw("empty")))
    #expect(judgement == .linearizable)
    let unlimited = (1...5).map { ("put(\($0))", HistoryReply.returned("")) }
    #expect(
      judge("boundedQueue(maxsize: 0)", unlimited[0], unlimited[1], ("isFull", .returned("false"))) == .linearizable)
  }

  @Test("knows every operation of registers")
  func registers() {
    let judgement = judge(
      "register(initial: 0)",
      ("read()", .returned("0")), ("write(3)", .returned("")), ("read(x)", .returned("0")),
      ("write(x, 5)", .returned("")), ("compareAndSet(3, 4)", .returned("true")),
      ("compareAndSet(x, 4, 9)", .returned("false")), ("read()", .returned("4")), ("read(x)", .returned("5")))
    #expect(judgement == .linearizable)
  }

  @Test(
    "with another reply than the model's is a violation",
    arguments: [
      ("get()", HistoryReply.returned("2")), ("get()", .threw("empty")), ("get()", .returned("")),
      ("putNowait(2)", .returned("")), ("putNowait(2)", .threw("empty")), ("count", .returned("0")),
      ("isFull", .returned("false")),
    ])
  func violations(call: String, reply: HistoryReply) {
    guard case .violation(let violation) = judge("boundedQueue(maxsize: 1)", ("put(1)", .returned("")), (call, reply))
    else {
      Issue.record("\(call) was explained")
      return
    }
    #expect(violation.model == "boundedQueue(maxsize: 1)")
    #expect(violation.operations.map(\.call) == ["put(1)", call])
    #expect(violation.inexplicable == 1)
  }

  @Test("is shown up to the first reply without an explanation")
  func beginning() {
    func operation(_ call: String, _ reply: HistoryReply, _ invoked: Int, _ responded: Int) -> HistoryOperation {
      HistoryOperation(thread: invoked, call: call, reply: reply, invoked: invoked, responded: responded)
    }
    let history = RecordedHistory(
      model: "register(initial: 0)",
      operations: [
        operation("write(other, 1)", .returned(""), 1, 3), operation("write(5)", .returned(""), 2, 9),
        operation("read()", .returned("7"), 4, 5), operation("read()", .returned("5"), 6, 7),
      ])
    guard case .violation(let violation) = history.judgement(effort: 1000) else {
      Issue.record("it was explained")
      return
    }
    #expect(
      violation.operations == [
        HistoryOperation(thread: 2, call: "write(5)", invoked: 2), history.operations[2],
      ])
    #expect(violation.inexplicable == 1)
  }

  @Test(
    "that names what there is not is unreadable, and the reason says what there is",
    arguments: [
      ("stack()", "push(1)", "there is no model `stack()`; there are `boundedQueue`, `register`"),
      ("boundedQueue(size: 1)", "get()", "`boundedQueue(size: 1)` does not fit the model `boundedQueue`"),
      ("boundedQueue(maxsize: -1)", "get()", "`boundedQueue(maxsize: -1)` does not fit the model `boundedQueue`"),
      (
        "register(initial: 0)", "increment()",
        "the model `register` has no operation `increment()`; it has `read()`, `write(value)`, `compareAndSet(expected, new)`, `read(register)`, `write(register, value)`, `compareAndSet(register, expected, new)`"
      ),
      ("register(initial: 0)", "read(", nil), ("register(initial: 0)", "", nil),
    ] as [(String, String, String?)])
  func unreadable(model: String, call: String, reason: String?) {
    guard case .unreadable(let text) = judge(model, (call, .returned(""))) else {
      Issue.record("it was read")
      return
    }
    if let reason { #expect(text == reason) }
  }
}
