import Foundation
import Testing

@testable import Grading

@Suite("The compiler's output")
struct CompilerOutputTests {
  private let output = CompilerOutput(
    """
    Counter.swift:3:9: warning: initialization of immutable value 'x' was never used
    1 |
    3 |     let x = 1
      |         `- warning: initialization of immutable value 'x' was never used
    Counter.swift:3:9: note: a note of the warning
    Counter.swift:4:10: error: cannot find 'y' in scope
    4 |   return y
      |          `- error: cannot find 'y' in scope
    Counter.swift:2:6: note: did you mean 'z'?
    Properties.swift:7:1: error: no such thing

    """)

  @Test("Errors keep their notes, their source lines and carets, under the path that was typed")
  func errors() {
    #expect(
      output.shown(as: ["Counter.swift": "my/Counter.swift"], warnings: false) == """
        my/Counter.swift:4:10: error: cannot find 'y' in scope
        4 |   return y
          |          `- error: cannot find 'y' in scope
        my/Counter.swift:2:6: note: did you mean 'z'?
        Properties.swift:7:1: error: no such thing
        """)
  }

  @Test("Warnings and their notes are shown on request")
  func warnings() {
    let shown = output.shown(as: [:], warnings: true)
    #expect(shown.hasPrefix("Counter.swift:3:9: warning: "))
    #expect(shown.contains("note: a note of the warning"))
  }

  @Test("Of a flood the first are shown, with the notes that belong to them")
  func flood() {
    let shown = output.shown(as: [:], warnings: true, most: 2)
    #expect(shown.hasSuffix("Counter.swift:2:6: note: did you mean 'z'?"))
    #expect(
      output.shown(as: [:], warnings: false, most: 1)
        == output.shown(as: [:], warnings: false).components(separatedBy: "\nProperties.swift")[0])
  }

  @Test("Files with errors are told from files with warnings")
  func files() {
    #expect(output.filesWithErrors == ["Counter.swift", "Properties.swift"])
    #expect(CompilerOutput("A.swift:1:1: warning: x\n").filesWithErrors == [])
  }

  @Test("What the compiler says outside any file is kept")
  func preamble() {
    #expect(
      CompilerOutput("the compiler crashed\n<unknown>:0: error: x\n").shown(as: [:], warnings: false)
        == "the compiler crashed\n<unknown>:0: error: x")
    #expect(CompilerOutput("").shown(as: [:], warnings: true) == "")
  }
}
