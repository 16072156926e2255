// What to run, what it sees and how much it may use.

/// A path of the host, and where a command finds it in a tier that has its own file system.
package struct Mount: Hashable, Sendable {
  package enum Access: Sendable { case readOnly, writable }

  /// Absolute. Folders with all below them, or one file.
  package let host: String
  /// Absolute, and not within another mount unless it exists there.
  package let inside: String
  package let access: Access

  package init(_ host: String, at inside: String, _ access: Access) {
    self.host = host
    self.inside = inside
    self.access = access
  }

  /// At the same place inside, read-only: for toolchains and system libraries.
  package init(readOnly path: String) {
    self.init(path, at: path, .readOnly)
  }
}

/// What a command and all that it starts may use. `nil` is unlimited.
package struct ResourceLimits: Hashable, Sendable {
  /// From the command's start. The kill is at most some milliseconds later.
  package var wall: Duration?
  /// Processor time of all its processes together, polled; and of each alone, in whole seconds, exactly.
  package var cpu: Duration?
  /// Resident memory of all its processes together, shared pages counted once. Polled every 20 ms.
  package var memoryBytes: Int?
  /// Threads of all its processes together, polled. Fewer than 64 can make `swiftc` hang.
  package var processes: Int?
  /// Of each file it writes.
  package var fileBytes: Int?
  /// Descriptors of each of its processes.
  package var openFiles: Int?
  /// Of standard output and of standard error each: the rest is read and dropped.
  /// Of a line channel: what may wait unread before the command is ended.
  package var outputBytes: Int
  /// Whether more output ends a command at once, instead of being dropped.
  package var endsAtOutputLimit: Bool
  /// Of its temporary folder, and of `/dev/shm`, each.
  package var scratchBytes: Int

  package init(
    wall: Duration? = nil, cpu: Duration? = nil, memoryBytes: Int? = nil, processes: Int? = nil,
    fileBytes: Int? = nil, openFiles: Int? = nil, outputBytes: Int = 1 << 20, endsAtOutputLimit: Bool = false,
    scratchBytes: Int = 64 << 20
  ) {
    self.wall = wall
    self.cpu = cpu
    self.memoryBytes = memoryBytes
    self.processes = processes
    self.fileBytes = fileBytes
    self.openFiles = openFiles
    self.outputBytes = outputBytes
    self.endsAtOutputLimit = endsAtOutputLimit
    self.scratchBytes = scratchBytes
  }

  /// How many files fit into a temporary folder: empty ones cost memory too.
  package static func files(ofScratch bytes: Int) -> Int { bytes / 4096 + 16 }
}

/// One command. Paths in it are those the command sees: see ``Sandbox/path(of:)``.
package struct SandboxedCommand: Hashable, Sendable {
  /// Absolute: `PATH` is not searched.
  package var executable: String
  /// Without the executable's own name.
  package var arguments: [String]
  /// All of it: nothing is inherited. The sandbox adds `HOME` and `TMPDIR`, which name the command's own
  /// temporary folder, empty at the start and removed at the end.
  package var environment: [String: String]
  package var workingDirectory: String
  /// In this order: a later one may be placed on a path that exists within an earlier one.
  package var mounts: [Mount]
  package var limits: ResourceLimits
  /// Switches address-space randomisation off, so that addresses repeat from run to run.
  package var fixedAddressLayout: Bool
  /// The one core to run on, by its number.
  package var core: Int?

  package init(
    executable: String, arguments: [String] = [], environment: [String: String] = Self.fixedEnvironment,
    workingDirectory: String = "/", mounts: [Mount], limits: ResourceLimits,
    fixedAddressLayout: Bool = false, core: Int? = nil
  ) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.mounts = mounts
    self.limits = limits
    self.fixedAddressLayout = fixedAddressLayout
    self.core = core
  }

  /// The same on every machine and for every user.
  package static let fixedEnvironment = [
    "PATH": "/usr/bin:/bin",
    "TZ": "UTC",
    "LANG": "C.UTF-8",
    "SWIFT_DETERMINISTIC_HASHING": "1",
    "SWIFT_BACKTRACE": "enable=no",
  ]
}
