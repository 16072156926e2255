// The target: runs one subject again and again, one forked execution a schedule.
//
//     workbook-target LIBRARY                          the properties of a built exercise
//     workbook-target --program PATH ARGUMENTS…        a program, from its `main`
//     workbook-target --interpreted PATH ARGUMENTS…    the same, from where the interpreter says
//
// Answers each line of standard input, a `Request`, with a line on standard output, a `Reply`. It stays
// single-threaded, and runs none of the subject's code itself.

internal import Foundation
internal import Records
internal import Workbook

func subject(_ arguments: ArraySlice<String>) throws -> any Subject {
  guard engineIsLoaded() else { throw TargetError("the engine is not preloaded: set LD_PRELOAD to libInterleave.so") }
  let rest = Array(arguments.dropFirst())
  switch arguments.first {
  case "--program" where !rest.isEmpty: return try Program(rest, interpreted: false)
  case "--interpreted" where !rest.isEmpty: return try Program(rest, interpreted: true)
  case let path? where rest.isEmpty: return try ExerciseLibrary(path: path)
  default: throw TargetError("usage: workbook-target LIBRARY, or workbook-target --program PATH ARGUMENTS…")
  }
}

let encoder = JSONEncoder()
encoder.outputFormatting = .sortedKeys
let decoder = JSONDecoder()

let target: Result<Target, TargetError>
do {
  target = .success(Target(subject: try subject(CommandLine.arguments.dropFirst())))
} catch let error as TargetError {
  target = .failure(error)
}

while let line = readLine() {
  let reply: Reply
  do {
    reply = try target.get().answer(decoder.decode(Request.self, from: Data(line.utf8)))
  } catch let error as TargetError {
    reply = .refused(error.message)
  } catch {
    reply = .refused("the request is not one this target knows: \(error)")
  }
  try FileHandle.standardOutput.write(contentsOf: encoder.encode(reply) + Data("\n".utf8))
}
