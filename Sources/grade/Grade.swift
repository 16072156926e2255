import GradeCommands

@main
struct Grade {
  static func main() {}
}
