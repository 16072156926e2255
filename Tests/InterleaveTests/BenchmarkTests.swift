import Foundation
import Records
import Testing

@Suite("The benchmarks")
struct BenchmarkTests {
  @Test("ask the target for all that it wants to know", arguments: ["corpus", "executions"])
  func requests(benchmark: String) throws {
    let request = SampleRequest(
      property: "", seed: 0, first: 0, count: 0, strategies: [], limits: ExecutionLimits())
    let fields = try JSONSerialization.jsonObject(with: JSONEncoder().encode(request)) as? [String: Any]
    let limits = try #require(fields?["limits"] as? [String: Any])
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Benchmarks/\(benchmark)/run.py")
    let text = try String(contentsOf: script, encoding: .utf8)
    for field in Array(try #require(fields).keys) + Array(limits.keys) {
      #expect(text.contains("\"\(field)\":"), "\(field)")
    }
  }
}
