// A text file, read with bounds, that diagnostics can quote.

package import Foundation
internal import Records

/// A place in a file. Lines and columns are 1-based; a column counts Unicode scalars.
package struct Mark: Hashable, Sendable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static let start = Mark(line: 1, column: 1)
}

/// A value and where it was written, for checks that come after decoding.
package struct Located<Value> {
  package var value: Value
  package var mark: Mark

  package init(_ value: Value, at mark: Mark) {
    self.value = value
    self.mark = mark
  }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}

/// The text of one file under the name diagnostics give it.
package struct SourceFile: Sendable {
  /// The path that diagnostics show.
  package let path: String
  package let text: String
  private let lines: [Substring]

  package init(path: String, text: String) {
    self.path = path
    self.text = text
    lines = Self.split(text)
  }

  /// The lines without their breaks, which are those of YAML 1.2: a line feed, a carriage return, or the two together.
  private static func split(_ text: String) -> [Substring] {
    var lines: [Substring] = []
    var start = text.startIndex
    var followsReturn = false
    for index in text.utf8.indices {
      let byte = text.utf8[index]
      let next = text.utf8.index(after: index)
      if byte == UInt8(ascii: "\n"), followsReturn {
        start = next
      } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        lines.append(text[start..<index])
        start = next
      }
      followsReturn = byte == UInt8(ascii: "\r")
    }
    return lines + [text[start...]]
  }

  /// The text of a 1-based line; nil past the end and for lines too long to quote.
  package func line(_ number: Int) -> String? {
    guard lines.indices.contains(number - 1), lines[number - 1].utf8.count <= 4096 else { return nil }
    return String(lines[number - 1])
  }

  /// Reads a regular file of valid UTF-8; a byte order mark at its start is dropped.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - path: The name diagnostics give it.
  ///   - byteLimit: The largest size accepted, in bytes.
  ///   - collector: Told why, when the file cannot be used.
  /// - Returns: The file, or nil after a diagnostic.
  package static func read(
    _ url: URL, path: String, byteLimit: Int, into collector: DiagnosticCollector
  ) -> SourceFile? {
    func refuse(_ message: String, hint: String? = nil) -> SourceFile? {
      collector.add(Diagnostic(file: path, line: 1, column: 1, message: message, hint: hint))
      return nil
    }
    // Without blocking: opening a FIFO must not hang.
    let descriptor = open(url.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return refuse("cannot open the file: \(String(cString: strerror(errno)))") }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return refuse("not a regular file")
    }
    let data: Data
    do { data = try handle.read(upToCount: byteLimit + 1) ?? Data() } catch {
      return refuse("cannot read the file: \(error.localizedDescription)")
    }
    guard data.count <= byteLimit else {
      return refuse("the file is larger than \(byteLimit / 1024) KiB", hint: "split it, or move text elsewhere")
    }
    return decode([UInt8](data), path: path, into: collector)
  }

  /// The bytes as a source file, or nil after a diagnostic at the first byte that is not UTF-8.
  package static func decode(_ bytes: [UInt8], path: String, into collector: DiagnosticCollector) -> SourceFile? {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let valid = SourceFile(path: path, text: String(decoding: bytes[..<error.byteOffsets.lowerBound], as: UTF8.self))
      let mark = Mark(line: valid.lines.count, column: (valid.lines.last?.unicodeScalars.count ?? 0) + 1)
      let byte = String(bytes[error.byteOffsets.lowerBound], radix: 16, uppercase: true)
      collector.error(
        "byte 0x\(byte) is not valid UTF-8", at: mark, in: valid, hint: "save the file in the UTF-8 encoding")
      return nil
    }
    return SourceFile(path: path, text: String(decoding: bytes, as: UTF8.self))
  }
}
