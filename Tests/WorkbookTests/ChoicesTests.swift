import Testing

@testable import Workbook

@Suite("Choices")
struct ChoicesTests {
  @Test("are decided by the seed, and stay below their bound")
  func seeded() {
    var first = Choices(seed: 7, given: nil), second = Choices(seed: 7, given: nil),
      other = Choices(seed: 8, given: nil)
    let drawn = (0..<100).map { _ in first.draw(below: 5) }
    #expect(drawn == (0..<100).map { _ in second.draw(below: 5) })
    #expect(drawn != (0..<100).map { _ in other.draw(below: 5) })
    #expect(Set(drawn) == [0, 1, 2, 3, 4])
  }

  @Test("that are given are taken as they are, cut to their bound, and are the simplest when they run out")
  func given() {
    var choices = Choices(seed: 7, given: [2, 9])
    #expect((0..<4).map { _ in choices.draw(below: 4) } == [2, 3, 0, 0])
  }
}
