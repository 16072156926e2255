import Foundation
import GoldenFiles
import Records
import Reports
import Testing

@Suite struct JSONReportTests {
  @Test("The JSON of a run has the documented shape")
  func golden() throws {
    let text = try JSONReport(words: Words(.english)).report(Samples.run)
    #expect(differenceFromGolden(text, "run.json") == nil)
  }

  @Test("Two runs that differ in time alone differ in the time fields alone")
  func times() throws {
    var other = Samples.run
    other.exercises[0].build.cached = true
    other.exercises[0].build.seconds = 0
    let report = JSONReport(words: Words(.english))
    func withoutTime(_ run: RunResult) throws -> NSDictionary {
      var document = try JSONSerialization.jsonObject(with: Data(report.report(run).utf8)) as! [String: Any]
      document["exercises"] = (document["exercises"] as! [[String: Any]]).map { exercise in
        exercise.filter { $0.key != "time" }
      }
      return document as NSDictionary
    }
    #expect(try report.report(other) != report.report(Samples.run))
    #expect(try withoutTime(other) == withoutTime(Samples.run))
  }

  /// Paths of all fields, such as `exercises[].build.status`.
  private func paths(_ value: Any, _ prefix: String = "") -> Set<String> {
    if let object = value as? [String: Any] {
      return object.reduce(into: []) { result, entry in
        let path = prefix.isEmpty ? entry.key : "\(prefix).\(entry.key)"
        result.insert(path)
        result.formUnion(paths(entry.value, path))
      }
    }
    if let array = value as? [Any] { return array.reduce(into: []) { $0.formUnion(paths($1, prefix + "[]")) } }
    return []
  }

  /// The first column of the table under a heading of `docs/json.md`.
  private func documented(_ heading: String) throws -> [String] {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/json.md")
    let text = try String(contentsOf: url, encoding: .utf8)
    let section = try #require(text.split(separator: "\n## ").first { $0.hasPrefix(heading) })
    return section.matches(of: /(?m)^\| `([^`]+)` \|/).map { String($0.1) }
  }

  @Test("docs/json.md lists the fields of a run's JSON, all of them and no others")
  func runIsDocumented() throws {
    var run = Samples.run
    run.exercises.append(Samples.exercise(.mutant("m")))
    run.exercises.append(Samples.raced)
    (run.exercises[1].properties[3].verdict, run.exercises[1].properties[3].failure) = (
      .failed, Samples.notLinearizable
    )
    // A value for every optional field.
    run.exercises[0].properties[1].failure?.events[0].text = "text"
    run.exercises[0].properties[1].failure?.outcome.limit = MetLimit(kind: .openFiles, call: "open", bound: 64)
    run.exercises[0].properties[0].coverage = .everyOrder(24)
    let text = try JSONReport(words: Words(.english)).report(run)
    let encoded = paths(try JSONSerialization.jsonObject(with: Data(text.utf8)))
      .map { $0.replacing("[].remark.", with: "[].failure.") }  // the same fields
    let listed = try documented("The report of `grade run`")
    #expect(Set(listed).symmetricDifference(encoded) == [])
    #expect(Set(listed).count == listed.count)
  }

  @Test("docs/json.md lists every verdict and every kind of event")
  func wordsAreDocumented() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/json.md")
    let text = try String(contentsOf: url, encoding: .utf8).replacing("\n", with: " ")
    func listed(_ start: String) -> [String] {
      let sentence = text.split(separator: "\(start): ").dropFirst().first?.prefix { $0 != "." } ?? ""
      return sentence.matches(of: /`([^`]+)`/).map { String($0.1) }
    }
    #expect(listed("Verdicts") == Verdict.allCases.map(\.rawValue))
    #expect(listed("Kinds of events") == EventKind.allCases.map(\.rawValue))
  }

  @Test("docs/json.md lists the fields of a check's JSON, all of them and no others")
  func checkIsDocumented() throws {
    let text = try JSONReport(words: Words(.english)).report(
      CheckResult(isolation: Isolation(tier: "full", missing: ["full+cgroup"]), exercises: [CheckTableTests.check]))
    let encoded = paths(try JSONSerialization.jsonObject(with: Data(text.utf8)))
    #expect(Set(try documented("The report of `grade check`")).symmetricDifference(encoded) == [])
  }

  @Test("docs/json.md lists the fields of the doctor's JSON, all of them and no others")
  func doctorIsDocumented() throws {
    let text = try JSONReport(words: Words(.english)).report(
      DoctorReport(
        findings: [DoctorFinding(.swift, .missing, version: "6.2", "/opt", remedy: "install it")],
        isolation: IsolationFinding(
          .limited, tier: "full", memory: "polled", demanded: "full", attempts: [.init("mount", isStopped: true)],
          missing: [
            .init(tier: "full+cgroup", reason: "mkdir", remedies: [.init(.remedyRunAsRoot, command: "sudo grade")])
          ]),
        limits: [LimitsFinding(owner: "01-turnstile", execution: [.init("steps", 1)], build: [.init("processes", 1)])],
        fixedLimits: ["descriptors", "temporaryMiB", "temporaryFiles"].map { .init($0, 1) }))
    let encoded = paths(try JSONSerialization.jsonObject(with: Data(text.utf8)))
      // Limits by the keys that docs/configuration.md lists.
      .filter { !$0.hasPrefix("limits[].execution.") && !$0.hasPrefix("limits[].build.") }
    #expect(Set(try documented("The report of `grade doctor`")).symmetricDifference(encoded) == [])
  }
}
