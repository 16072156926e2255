import Foundation
import GradeCommands

@main
struct Grade {
  static func main() async {
    exit(await GradeProcess.run(Array(CommandLine.arguments.dropFirst())))
  }
}
