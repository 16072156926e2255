import Foundation
import Records
import Testing

@Suite("Steps")
struct StepTests {
  private let steps = Steps([
    Step(
      thread: 2, candidates: [0, 2], standard: 0, isAmongWaiters: true, canStay: true, takes: true, isPending: true,
      accesses: [Access(kind: 10, mode: .returns, address: 0x7fff_1234_5678, size: 8, isClosed: true)],
      wakes: [1], letGoByTime: [3, 4]),
    Step(thread: 0),
  ])

  @Test("survive their journey as text")
  func journey() throws {
    let text = try JSONEncoder().encode(steps)
    #expect(try JSONDecoder().decode(Steps.self, from: text) == steps)
  }

  @Test(
    "that break off are refused", arguments: ["1 ", "1 2", "1 1 0 0 0 0 1 a00 10 ", "x", "1 1 0 ffffffffffffffff "])
  func broken(text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Steps.self, from: Data("\"\(text)\"".utf8)) }
  }

  @Test("conflict where they use the same bytes and one changes them")
  func conflicts() {
    func access(_ mode: Access.Mode, _ address: UInt64, size: UInt64 = 4, kind: UInt64 = 10) -> Access {
      Access(kind: kind, mode: mode, address: address, size: size)
    }
    #expect(access(.writes, 8).conflicts(with: access(.reads, 11)))
    #expect(access(.writes, 8).conflicts(with: access(.writes, 5)))
    #expect(!access(.writes, 8).conflicts(with: access(.writes, 12)))
    #expect(!access(.reads, 8).conflicts(with: access(.reads, 8)))
    #expect(!access(.writes, 8).conflicts(with: access(.writes, 8, kind: 2)))
    #expect(access(.returns, 8).conflicts(with: access(.reads, 8)))
    #expect(!access(.returns, 8).conflicts(with: access(.returns, 8)))
  }
}
