import Records
import Testing

@testable import Grading

@Suite("The kit")
struct KitTests {
  @Test func `reads which strategies the engine has from its symbols`() throws {
    #expect(try Fixture.kit.get().strategies == ["pct-2", "pct-3", "pos", "random", "surw"])
  }
}
