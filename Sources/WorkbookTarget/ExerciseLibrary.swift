// The shared library that an exercise was built into.

internal import CInterleaveInterface
internal import Foundation
internal import Workbook

/// Why the target cannot answer.
struct TargetError: Error {
  var message: String

  init(_ message: String) { self.message = message }
}

/// An opened library. Opening runs no code of the exercise's: its properties are asked for in executions only.
struct ExerciseLibrary {
  typealias Entry = @convention(c) () -> UnsafeMutableRawPointer

  /// Gives the library's properties; called in executions only.
  let entry: Entry
  /// The addresses that the library's segments take up.
  let addresses: Range<UInt>

  /// - Throws: ``TargetError`` when the file is no library or lacks the entry point.
  init(path: String) throws {
    guard engineIsLoaded() else { throw TargetError("the engine is not preloaded: set LD_PRELOAD to libInterleave.so") }
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw TargetError("cannot open the exercise's library: \(String(cString: dlerror()))")
    }
    guard let symbol = dlsym(handle, "workbook_properties") else {
      throw TargetError("the exercise's library has no entry point: \(String(cString: dlerror()))")
    }
    entry = unsafeBitCast(symbol, to: Entry.self)
    var (base, end): (UInt, UInt) = (0, 0)
    guard interleave_library_extent(symbol, &base, &end) else {
      throw TargetError("the exercise's library is not loaded at a known address")
    }
    addresses = base..<end
  }
}
