import ArgumentParser
import Records
import Reports

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Says what this machine can grade, and what to do where it cannot.")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let console = Console.current
    let words = Words(global.language ?? .init(environment: console.environment), program: console.program)
    let findings = await console.doctor(console, words)
    console.write(DoctorTable(words: words, style: console.style, width: console.width).text(findings))
    if findings.contains(where: { $0.state == .missing }) { throw ExitCode(ExitStatus.machineFault.rawValue) }
  }
}
