import ArgumentParser
import Course
import Reports

struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the exercises with state, section and points.")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let session = try Session(global)
    let (words, progress) = (session.words, session.progress())
    var table = TextTable([
      ["", words[.listExercise], words[.listTitle], words[.listSection], words[.listPoints]]
    ])
    for exercise in session.course.exercises {
      let entry = progress.exercises[exercise.id]
      let section =
        switch exercise.section {
        case .number(let number): String(number)
        case .all: words[.listAllSections]
        }
      table.rows.append([
        entry.map { $0.passed ? "✓" : "✗" } ?? "·", exercise.id, exercise.title[words.language], section,
        "\(entry?.points ?? 0)/\(exercise.points)",
      ])
    }
    session.console.write((table.lines(indent: 0) + ["", words[.listLegend]]).joined(separator: "\n") + "\n")
  }
}
