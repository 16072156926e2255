import Foundation
import GradeCommands
import Records
import Testing

@Suite struct WorkspaceTests {
  private let file = "work/01-turnstile/Turnstile.swift"

  @Test("A workspace has stubs, texts and a package, and making it again overwrites nothing")
  func initialise() async throws {
    let bench = try Bench()
    #expect(await bench.run("init", "work").status == 0)
    for path in [
      file, "work/01-turnstile/README.md", "work/01-turnstile/README.zh-Hans.md", "work/02-two-doors/TwoDoors.swift",
      "work/Package.swift", "work/workspace.yml",
    ] {
      #expect(bench.exists(path), "\(path)")
    }
    #expect(try bench.text("work/Package.swift").contains(#"path: "01-turnstile", sources: ["Turnstile.swift"]"#))
    try bench.write("mine", to: file)
    try FileManager.default.removeItem(at: bench.root.appending(path: "work/02-two-doors/TwoDoors.swift"))
    #expect(await bench.run("init", "work").output.contains("files written: 1;"))
    #expect(try bench.text(file) == "mine")
    #expect(bench.exists("work/02-two-doors/TwoDoors.swift"))
  }

  @Test("Inside a workspace the course is found, wherever the workspace is")
  func elsewhere() async throws {
    let bench = try Bench()
    let folder = "my folder: «w» \"x\""
    #expect(await bench.run("init", "../\(folder)", in: "exercises").status == 0)
    #expect(await bench.run("list", in: "\(folder)/01-turnstile").output.contains("01-turnstile"))
    #expect(await bench.run("run", in: folder).status == 0)
  }

  @Test("A folder that belongs to another course is not taken over")
  func otherCourse() async throws {
    let bench = try Bench()
    let other = try Bench()
    #expect(await other.run("init", other.root.appending(path: "work").path).status == 0)
    let result = await bench.run("init", other.root.appending(path: "work").path)
    #expect(result.status == 2)
    #expect(result.log.contains("another course"))
  }

  @Test("A reset keeps the old file under a new name each time")
  func reset() async throws {
    let bench = try Bench()
    _ = await bench.run("init", "work")
    let stub = try bench.text(file)
    for (text, name) in [("first", "Turnstile.old-1.swift"), ("second", "Turnstile.old-2.swift")] {
      try bench.write(text, to: file)
      #expect(await bench.run("reset", "1").output.contains(name))
      #expect(try bench.text("work/01-turnstile/\(name)") == text)
      #expect(try bench.text(file) == stub)
    }
    try FileManager.default.removeItem(at: bench.root.appending(path: file))
    #expect(await bench.run("reset", "1").status == 0)
    #expect(try bench.text(file) == stub)
  }

  @Test("State that cannot be read is kept aside, said, and begun anew")
  func corruptState() async throws {
    let bench = try Bench()
    _ = await bench.run("init", "work")
    try bench.write("{\"exercises\": [", to: "work/.grade/progress.json")
    let result = await bench.run("run", "two-doors")
    #expect(result.status == 0)
    #expect(result.log.contains("progress.unreadable-1.json"))
    #expect(try bench.text("work/.grade/progress.unreadable-1.json") == "{\"exercises\": [")
    #expect(await bench.run("list").output.contains("✓  02-two-doors"))
    #expect(await bench.run("list").log.isEmpty)
  }

  @Test("A workspace file that cannot be used is an error with its place")
  func corruptWorkspace() async throws {
    let bench = try Bench()
    try bench.write("course: .\nlangauge: swift\n", to: "work/workspace.yml")
    let result = await bench.run("list")
    #expect(result.status == 2)
    #expect(result.log.contains("workspace.yml:2:1: error: unknown key `langauge`"))
  }

  @Test("A fault of the course is told with its place and ends with status 2")
  func brokenCourse() async throws {
    let bench = try Bench()
    try bench.write("titel: x\n", to: "grader.yml")
    let result = await bench.run("list")
    #expect(result.status == 2)
    #expect(result.log.contains("grader.yml:1:1: error"))
  }

  @Test("The command that replays a failure leads to the same work and course, also where their names have spaces")
  func replayCommand() async throws {
    let bench = try Bench()
    try bench.write("struct Turnstile {}", to: "its work/Turnstile.swift")
    let result = await bench.run(
      ["run", "1", "--submission", "its work", "--course", "."], environment: ["GRADE_PROGRAM": "/the clone/grade"]
    ) { _, _ in sampleFailure }
    let command = try #require(result.output.split(separator: "\n").first { $0.contains("replay: ") })
    #expect(command.contains("replay: '/the clone/grade' replay 01-turnstile."))
    #expect(command.hasSuffix(" --submission 'its work' --course ."))
  }

  @Test("A workspace whose course is gone says where the course is named")
  func courseGone() async throws {
    let bench = try Bench()
    try bench.write("course: /nowhere\n", to: "work/workspace.yml")
    let result = await bench.run("list", in: "work")
    #expect(result.status == 2)
    #expect(result.log == "error: `/nowhere` is no course\nhint: `workspace.yml` names it: correct it there\n")
  }

  @Test("A submission is the file itself or a folder an exercise")
  func submission() async throws {
    let bench = try Bench()
    try bench.write("// flat", to: "flat/Turnstile.swift")
    try bench.write("// nested", to: "nested/01-turnstile/Turnstile.swift")
    #expect(await bench.run("run", "1", "--submission", "flat").status == 0)
    #expect(await bench.run("run", "1", "--submission", "nested").status == 0)
    // A submission is nobody's progress.
    _ = await bench.run("init", "work")
    _ = await bench.run("run", "1", "--submission", "flat")
    #expect(await bench.run("list").output.contains("·  01-turnstile"))
  }
}
