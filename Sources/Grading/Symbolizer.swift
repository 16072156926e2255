// Turns places in a library into lines of source.

internal import Foundation
internal import Records
internal import Sandbox

/// One `llvm-symbolizer` for a library or a program, started when the first place is asked for. Used by one worker: a request waits
/// for its answer, and no other may come between.
actor Symbolizer {
  private let object: String
  /// The lines of each file of the build, by its name.
  private let sources: [String: [Substring]]
  private let sandbox: Sandbox
  private let toolchain: Toolchain
  private var channel: SandboxedChannel?
  private var known: [UInt64: SourceLocation?] = [:]

  /// - Parameters:
  ///   - object: the path of what the places are in.
  ///   - inputs: what it was built from, where that is known.
  init(object: String, inputs: BuildInputs? = nil, sandbox: Sandbox, toolchain: Toolchain) {
    self.object = object
    sources = Dictionary(
      (inputs?.all ?? []).map { file in
        let text = String(decoding: file.contents, as: UTF8.self)
        return (file.name, text.split(separator: "\n", omittingEmptySubsequences: false))
      }, uniquingKeysWith: { first, _ in first })
    self.sandbox = sandbox
    self.toolchain = toolchain
  }

  /// The record with the lines of its events and of those who wait.
  func locate(_ record: ExecutionRecord) async throws -> ExecutionRecord {
    var record = record
    for index in record.events.indices {
      record.events[index].location = try await location(of: record.events[index].offset)
    }
    record.outcome = try await locate(record.outcome)
    record.locateHolders()
    return record
  }

  func close() async {
    await channel?.close()
    channel = nil
  }

  private func locate(_ outcome: Records.Outcome) async throws -> Records.Outcome {
    var outcome = outcome
    if outcome.location == nil { outcome.location = try await location(of: outcome.offset) }
    if let race = outcome.race {
      outcome.race?.first.location = try await location(of: race.first.offset)
      outcome.race?.second.location = try await location(of: race.second.offset)
    }
    for index in outcome.waiting.indices {
      outcome.waiting[index].location = try await location(of: outcome.waiting[index].offset)
    }
    return outcome
  }

  private struct Answer: Decodable {
    struct Symbol: Decodable {
      var file: String
      var line: Int
      /// Set when the line is that of the code before.
      var isApproximate: Bool?

      enum CodingKeys: String, CodingKey {
        case file = "FileName"
        case line = "Line"
        case isApproximate = "Approximate"
      }
    }
    var symbols: [Symbol]?

    enum CodingKeys: String, CodingKey { case symbols = "Symbol" }
  }

  private func location(of offset: UInt64?) async throws -> SourceLocation? {
    guard let offset else { return nil }
    if let location = known[offset] { return location }
    let answer = try await running().exchange("0x" + String(offset, radix: 16))
    let symbols = (try? JSONDecoder().decode(Answer.self, from: Data(answer.utf8)))?.symbols ?? []
    // Innermost first. Line 0 marks code that the compiler made up.
    let location = symbols.first { $0.line > 0 }.map { symbol in
      let file = URL(filePath: symbol.file).lastPathComponent
      let isExact = symbol.isApproximate != true
      return SourceLocation(file: file, line: isExact ? symbol.line : line(after: symbol.line, in: file))
    }
    known[offset] = .some(location)
    return location
  }

  /// The compiler gives no line to the initialiser of a `let` that opens a block (seen in Swift 6.3): it is on the next
  /// line then. Any other code without a line is shown at the line before it.
  private func line(after line: Int, in file: String) -> Int {
    guard let lines = sources[file], lines.indices.contains(line),
      lines[line].drop(while: \.isWhitespace).hasPrefix("let ")
    else { return line }
    return line + 1
  }

  private func running() async throws -> SandboxedChannel {
    if let channel { return channel }
    let object = Mount(object, at: "/object", .readOnly)
    let command = SandboxedCommand(
      executable: toolchain.symbolizer,
      arguments: ["--obj=\(sandbox.path(of: object))", "--output-style=JSON", "--skip-line-zero"],
      mounts: SystemFiles.mounts + [Mount(readOnly: toolchain.root), object],
      limits: ResourceLimits(wall: .seconds(600), memoryBytes: 1 << 30, processes: 64, outputBytes: 16 << 20))
    let started = SandboxedChannel(process: try sandbox.start(command))
    channel = started
    return started
  }
}
