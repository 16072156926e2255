// What a machine says of itself that decides what it can isolate.

internal import Foundation

/// A kernel's version, as far as it is compared.
package struct Version: Hashable, Sendable, Comparable {
  package var major: Int
  package var minor: Int

  package init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  package static func < (left: Version, right: Version) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }
}

/// Settings, read and never changed.
package struct MachineFacts: Hashable, Sendable {
  /// By their place in `/proc/sys`.
  package enum Setting: String, Sendable, CaseIterable {
    case maximumNamespaces = "user/max_user_namespaces"
    case unprivilegedNamespaces = "kernel/unprivileged_userns_clone"
    case appArmorRestriction = "kernel/apparmor_restrict_unprivileged_userns"
  }

  package var kernel: Version
  package var isRoot: Bool
  package var isContainer: Bool
  package var hasSystemd: Bool
  /// Those that the kernel has.
  package var settings: [Setting: Int]
  /// Of the kernel, as chosen at boot; `nil` where it does not say.
  package var securityModules: Set<String>?
  /// Of control groups of version 2; `nil` without them.
  package var groupControllers: Set<String>?

  package init(
    kernel: Version, isRoot: Bool = false, isContainer: Bool = false, hasSystemd: Bool = false,
    settings: [Setting: Int] = [:], securityModules: Set<String>? = nil, groupControllers: Set<String>? = nil
  ) {
    self.kernel = kernel
    self.isRoot = isRoot
    self.isContainer = isContainer
    self.hasSystemd = hasSystemd
    self.settings = settings
    self.securityModules = securityModules
    self.groupControllers = groupControllers
  }

  /// Of the machine that this runs on.
  package static func read() -> MachineFacts {
    func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
    func words(_ path: String, separator: Character) -> Set<String>? {
      text(path).map { Set($0.split { $0 == separator || $0.isNewline }.map(String.init)) }
    }
    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
    let release = (text("/proc/sys/kernel/osrelease") ?? "").split { !$0.isNumber }.compactMap { Int($0) }
    let settings = Setting.allCases.compactMap { setting in
      text("/proc/sys/\(setting.rawValue)").flatMap { Int($0.prefix(while: \.isNumber)) }.map { (setting, $0) }
    }
    return MachineFacts(
      kernel: Version(release.first ?? 0, release.dropFirst().first ?? 0), isRoot: geteuid() == 0,
      isContainer: exists("/.dockerenv") || exists("/run/.containerenv") || exists("/run/systemd/container"),
      hasSystemd: exists("/run/systemd/system"),
      settings: Dictionary(uniqueKeysWithValues: settings),
      securityModules: words("/sys/kernel/security/lsm", separator: ","),
      groupControllers: words("/sys/fs/cgroup/cgroup.controllers", separator: " "))
  }
}
