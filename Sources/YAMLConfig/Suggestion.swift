// «Did you mean»: the known word nearest to a mistyped one.

/// The Damerau–Levenshtein distance: the fewest insertions, deletions, substitutions and swaps of neighbours that turn
/// one word into the other. F. J. Damerau, CACM 7 (1964); the algorithm for unrestricted swaps is that of R. Lowrance and
/// R. A. Wagner, JACM 22 (1975). O(m·n) time and memory.
package func editDistance(_ left: some StringProtocol, _ right: some StringProtocol) -> Int {
  let a = Array(left)
  let b = Array(right)
  let infinity = a.count + b.count
  // Row and column 0 are a border of infinities, so that a swap never reaches outside.
  var distance = Array(repeating: Array(repeating: infinity, count: b.count + 2), count: a.count + 2)
  for i in 0...a.count { distance[i + 1][1] = i }
  for j in 0...b.count { distance[1][j + 1] = j }
  var lastRow: [Character: Int] = [:]
  for i in a.indices.map({ $0 + 1 }) {
    var lastColumn = 0
    for j in b.indices.map({ $0 + 1 }) {
      let row = lastRow[b[j - 1], default: 0]
      let column = lastColumn
      let isEqual = a[i - 1] == b[j - 1]
      if isEqual { lastColumn = j }
      distance[i + 1][j + 1] = min(
        distance[i][j] + (isEqual ? 0 : 1),
        distance[i + 1][j] + 1,
        distance[i][j + 1] + 1,
        distance[row][column] + (i - row - 1) + 1 + (j - column - 1))
    }
    lastRow[a[i - 1]] = i
  }
  return distance[a.count + 1][b.count + 1]
}

/// The candidate nearest to a word, if it is near enough to have been meant: at most a third of the word's letters apart,
/// upper and lower case alike. The first of equals.
package func closestMatch(to word: String, among candidates: some Sequence<String>) -> String? {
  let limit = max(1, word.count / 3)
  let word = word.lowercased()
  var best: (candidate: String, distance: Int)?
  for candidate in candidates where abs(candidate.count - word.count) <= limit {
    let distance = editDistance(word, candidate.lowercased())
    if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.candidate
}

/// `did you mean …?` for the nearest candidate; otherwise the candidates, if there are few.
package func suggestion(for word: String, among candidates: [String]) -> String? {
  if let match = closestMatch(to: word, among: candidates) { return "did you mean `\(match)`?" }
  guard !candidates.isEmpty, candidates.count <= 12 else { return nil }
  return "known: \(candidates.map { "`\($0)`" }.joined(separator: ", "))"
}
