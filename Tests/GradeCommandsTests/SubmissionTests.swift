import Foundation
import Testing

/// Submitted folders hold what somebody else put there.
@Suite struct SubmissionTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    /// Makes `folder/Turnstile.swift` what it should not be.
    var make: @Sendable (_ folder: URL) throws -> Void
    var english: String
    var chinese: String
    var testDescription: String { name }

    init(
      _ name: String, _ english: String, _ chinese: String, make: @escaping @Sendable (URL) throws -> Void
    ) {
      (self.name, self.english, self.chinese, self.make) = (name, english, chinese, make)
    }
  }

  static let file = "odd/Turnstile.swift"
  static let notRegular = ("`\(file)` is not a regular file", "`\(file)` 不是普通文件")

  static func symbolicLink(_ name: String, to destination: String) -> Case {
    Case(name, notRegular.0, notRegular.1) {
      try FileManager.default.createSymbolicLink(
        atPath: $0.appending(component: "Turnstile.swift").path, withDestinationPath: destination)
    }
  }

  static func special(_ name: String, _ make: @escaping @Sendable (_ path: String) -> Int32) -> Case {
    Case(name, notRegular.0, notRegular.1) { folder in
      #expect(make(folder.appending(component: "Turnstile.swift").path) == 0, "\(String(cString: strerror(errno)))")
    }
  }

  static func sized(_ name: String, _ bytes: Int) -> Case {
    Case(name, "`\(file)` is larger than 64 KiB", "`\(file)` 超过了 64 KiB") {
      let path = $0.appending(component: "Turnstile.swift").path
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      #expect(truncate(path, bytes) == 0)
    }
  }

  static let cases = [
    symbolicLink("a link to a file", to: "/etc/passwd"), symbolicLink("a link to a folder", to: "/etc"),
    symbolicLink("a link to nothing", to: "/nowhere/at/all"), symbolicLink("a link to itself", to: "Turnstile.swift"),
    symbolicLink("a link to a file that never ends", to: "/dev/zero"),
    special("a folder") { mkdir($0, 0o700) },
    special("a FIFO, which nobody writes to") { mkfifo($0, 0o600) },
    special("a socket", makeSocket),
    sized("a byte too large", 64 << 10 + 1), sized("a sparse file of a TiB", 1 << 40),
    Case("no text", "`\(file)` is not UTF-8 text", "`\(file)` 不是 UTF-8 文本") {
      try Data([0xFF, 0xFE, 0x00]).write(to: $0.appending(component: "Turnstile.swift"))
    },
    Case("missing", "there is no file `\(file)`", "没有 `\(file)` 这个文件") { _ in },
    Case("a folder that is a link to another's", "there is no file `\(file)`", "没有 `\(file)` 这个文件") {
      let other = $0.deletingLastPathComponent().appending(component: "other")
      try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
      try Data("secret".utf8).write(to: other.appending(component: "Turnstile.swift"))
      try FileManager.default.createSymbolicLink(
        at: $0.appending(component: "01-turnstile"), withDestinationURL: other)
    },
  ]

  @Test("What is no file of text is not read or waited for, and its work is not built", arguments: cases)
  func unusable(_ odd: Case) async throws {
    let bench = try Bench()
    try bench.write("", to: "odd/other.txt")
    try odd.make(bench.root.appending(component: "odd"))
    for (language, message) in [("en", odd.english), ("zh-Hans", odd.chinese)] {
      let result = await bench.run("run", "1", "--submission", "odd", "--lang", language)
      #expect(result.status == 1)
      #expect(result.output.contains("\n\n\(message)\n\n"), "\(result.output)")
    }
  }

  @Test(
    "A hard link to another user's file is not read; one of one's own is",
    .enabled("only root can give a file to another user") { getuid() == 0 })
  func hardLinks() async throws {
    let bench = try Bench()
    try bench.write("secret", to: "secret")
    try bench.write("", to: "odd/other.txt")
    let file = bench.root.appending(path: "odd/Turnstile.swift").path
    #expect(link(bench.root.appending(component: "secret").path, file) == 0)
    #expect(await bench.run("run", "1", "--submission", "odd").status == 0)
    #expect(chown(file, 65534, 65534) == 0)
    let result = await bench.run("run", "1", "--submission", "odd", "--lang", "en")
    #expect(result.status == 1)
    #expect(result.output.contains("`odd/Turnstile.swift` is a link to a file of another user"))
  }

  @Test(
    "A device is not read", .enabled("only root can make a device") { getuid() == 0 })
  func device() async throws {
    let bench = try Bench()
    try bench.write("", to: "odd/other.txt")
    let made = mknod(bench.root.appending(path: "odd/Turnstile.swift").path, S_IFCHR | 0o600, 0x0105)
    // A container's root may not.
    guard made == 0 else { return }
    let result = await bench.run("run", "1", "--submission", "odd", "--lang", "en")
    #expect(result.status == 1)
    #expect(result.output.contains(Self.notRegular.0))
  }

  @Test("What else a submission holds is neither opened nor shown: many files, deep folders, names of any bytes")
  func others() async throws {
    let bench = try Bench()
    try bench.write("// fine", to: "odd/Turnstile.swift")
    let folder = bench.root.appending(component: "odd").path
    let names = ["a\nb", "\u{1b}[2J", "\u{202e}tfiws.elif", "-rf", "@arguments", "$(touch x)", "a b", "'\""]
    for name in names { #expect(mkfifo("\(folder)/\(name)", 0o600) == 0) }
    // A name need not be UTF-8.
    let bytes = Array("\(folder)/".utf8) + [0xFF, 0xFE, 0x80, 0]
    #expect(bytes.map(CChar.init(bitPattern:)).withUnsafeBufferPointer { mkfifo($0.baseAddress!, 0o600) } == 0)
    for number in 0..<2000 { #expect(mkfifo("\(folder)/\(number).swift", 0o600) == 0) }
    let deep = "\(folder)/" + String(repeating: "d/", count: 500)
    try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
    let result = await bench.run("run", "1", "--submission", "odd")
    #expect(result.status == 0)
    for name in names { #expect(!result.output.contains(name)) }
  }

  @Test("The name of a submission steers no terminal, whatever is said of it")
  func oddFolder() async throws {
    let bench = try Bench()
    let name = "evil\u{1b}[2J\u{7}\u{202e}name"
    for text in [await bench.run("run", "1", "--submission", name).log, await odd(name, bench)] {
      #expect(!text.unicodeScalars.contains { [0x1b, 0x7, 0x202e].contains($0.value) })
      #expect(text.contains("evil\u{FFFD}[2J\u{FFFD}\u{FFFD}name"))
    }
  }

  private func odd(_ name: String, _ bench: Bench) async -> String {
    try? bench.write("", to: "\(name)/other.txt")
    return await bench.run("run", "1", "--submission", name).output
  }
}

/// Makes a socket that is bound to a path.
private func makeSocket(_ path: String) -> Int32 {
  let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  // A socket's own name must be short.
  let name = "/tmp/socket-\(UInt32.random(in: 0...UInt32.max))"
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(name.utf8)) }
  let bound = withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
  return bound == 0 ? rename(name, path) : bound
}
