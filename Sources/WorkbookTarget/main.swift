// The target: opens a built exercise and runs its properties, one forked execution a schedule.
//
//     workbook-target LIBRARY
//
// Answers each line of standard input, a `Request`, with a line on standard output, a `Reply`. It stays
// single-threaded, and runs none of the library's code itself.

internal import Foundation
internal import Records

let target: Result<Target, TargetError>
do {
  guard CommandLine.arguments.count == 2 else { throw TargetError("usage: workbook-target LIBRARY") }
  target = .success(try Target(library: ExerciseLibrary(path: CommandLine.arguments[1])))
} catch let error as TargetError {
  target = .failure(error)
}

let encoder = JSONEncoder()
encoder.outputFormatting = .sortedKeys
let decoder = JSONDecoder()
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
