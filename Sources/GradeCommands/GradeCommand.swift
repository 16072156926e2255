// The command line's root.

package import ArgumentParser

/// `grade`: without a subcommand it says where the student is.
package struct GradeCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "grade",
    abstract: "Grades concurrent code, with verdicts that do not depend on luck.",
    discussion: """
      Without a command: where you are in the course, and what to type next.

      Exit status: 0 all graded work passed; 1 something failed; 2 the command line or the configuration is wrong; \
      3 the course is at fault; 4 the machine could not grade.
      """,
    subcommands: [
      InitCommand.self, ListCommand.self, ShowCommand.self, RunCommand.self, HintCommand.self, ReplayCommand.self,
      ExploreCommand.self, ResetCommand.self, CheckCommand.self, DoctorCommand.self,
    ])

  @OptionGroup var global: GlobalOptions

  package init() {}

  package func run() async throws {
    let session = try Session(global)
    session.console.write(try StatusText(session).text())
  }
}
