import Testing
import YAMLConfig

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "ac", 1), ("abc", "abxc", 1),
    ("abcd", "acbd", 1), ("ca", "abc", 2), ("kitten", "sitting", 3), ("队列", "列队", 1),
  ]) func `the distance counts insertions, deletions, substitutions and swaps`(a: String, b: String, distance: Int) {
    #expect(editDistance(a, b) == distance)
    #expect(editDistance(b, a) == distance)
  }

  @Test func `the nearest candidate is suggested, whatever its case`() {
    #expect(closestMatch(to: "titel", among: ["points", "title", "tidal"]) == "title")
    #expect(closestMatch(to: "TITLE", among: ["title"]) == "title")
  }

  @Test func `nothing is suggested that is not near`() {
    #expect(closestMatch(to: "colour", among: ["points", "title"]) == nil)
    #expect(closestMatch(to: "x", among: ["points"]) == nil)
    #expect(closestMatch(to: "anything", among: []) == nil)
  }
}
