// Runs the command line: parsing, errors in words, exit statuses, interrupts.

internal import ArgumentParser
import Course
import Foundation
import Grading
import Records
import Reports
import Sandbox
import YAMLConfig

/// The grader as a process: what `main` calls.
package enum GradeCommandLine {
  /// Runs a command.
  ///
  /// - Parameter arguments: without the program's name.
  /// - Returns: the exit status.
  package static func run(_ arguments: [String]) async -> Int32 {
    let console = Console.current
    let words = Words(language(arguments, console), program: console.program)
    do {
      if let error = unknownCommand(arguments, words) { throw error }
      var command = try GradeCommand.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return ExitStatus.passed.rawValue
    } catch let error as CommandError {
      return fail(error, words, console)
    } catch let error as GradingError {
      return fail(CommandError(error, words), words, console)
    } catch let error as CannotIsolate {
      let message = words[.cannotIsolate, ["tier": error.tier.rawValue, "demanded": error.demanded.rawValue]]
      return fail(CommandError(.machineFault, message, hint: words[.cannotIsolateHint]), words, console)
    } catch let error as SandboxError {
      return fail(CommandError(error, words), words, console)
    } catch let error as MissingPart {
      return fail(CommandError(error, words), words, console)
    } catch let error as DiagnosticsError {
      console.log("\(error)\n")
      return ExitStatus.usage.rawValue
    } catch is CancellationError {
      return ExitStatus.machineFault.rawValue
    } catch {
      return report(error, words, console)
    }
  }

  /// The language of errors, also of those met before the options are parsed.
  private static func language(_ arguments: [String], _ console: Console) -> TextLanguage {
    let values = arguments.indices.compactMap { index -> TextLanguage? in
      let argument = arguments[index]
      if argument.hasPrefix("--lang=") { return TextLanguage(rawValue: String(argument.dropFirst(7))) }
      guard argument == "--lang", index + 1 < arguments.count else { return nil }
      return TextLanguage(rawValue: arguments[index + 1])
    }
    return values.last ?? TextLanguage(environment: console.environment)
  }

  /// What the argument parser threw: help, a usage error or an exit status.
  private static func report(_ error: any Error, _ words: Words, _ console: Console) -> Int32 {
    let code = GradeCommand.exitCode(for: error)
    let message = GradeCommand.fullMessage(for: error, columns: console.width)
    switch code {
    case .success:
      if !message.isEmpty { console.write(message + "\n") }
      return code.rawValue
    case .validationFailure:
      console.log(message + "\n")
      return ExitStatus.usage.rawValue
    default:
      if error is ExitCode { return code.rawValue }
      let description = (error as NSError).localizedFailureReason ?? "\(error)"
      return fail(CommandError(.machineFault, words[.unexpected, ["error": description]]), words, console)
    }
  }

  private static func fail(_ error: CommandError, _ words: Words, _ console: Console) -> Int32 {
    console.log(words[.error, ["text": error.message]].withoutControls + "\n")
    if let hint = error.hint { console.log(words[.advice, ["text": hint]].withoutControls + "\n") }
    return error.status.rawValue
  }

  /// A first word that is no command, told with the nearest one.
  private static func unknownCommand(_ arguments: [String], _ words: Words) -> CommandError? {
    var rest = arguments[...]
    while let first = rest.first, first.hasPrefix("-") {
      // The root's own options take a value, in the next word or after `=`.
      rest = rest.dropFirst(first == "--lang" || first == "--course" ? 2 : 1)
    }
    let names = GradeCommand.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard let word = rest.first, !names.contains(word) else { return nil }
    let hint =
      closestMatch(to: word, among: names).map { words[.didYouMean, ["name": $0]] } ?? words[.helpShowsCommands]
    return CommandError(.usage, words[.noCommand, ["name": word]], hint: hint)
  }
}
