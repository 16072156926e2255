import Testing
import Workbook

@Test("Values collected are kept in the order in which they were added")
func collectedKeepsOrder() {
  let collected = Collected<Int>()
  #expect(collected.values.isEmpty)
  for value in [3, 1, 2, 1] { collected.add(value) }
  #expect(collected.values == [3, 1, 2, 1])
}
