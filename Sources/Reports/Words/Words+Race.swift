// What the grader says of one access of a data race.

import Records

extension Words {
  /// What a thread did and which locks it held: `writes it, holding mutex 1`.
  func access(_ access: Race.Access, names: ObjectNames) -> String {
    let kind: Message =
      switch access.kind {
      case .read: .accessReads
      case .write: .accessWrites
      case .atomicRead: .accessReadsAtomically
      case .atomicWrite: .accessWritesAtomically
      case .exclusive: .accessExclusive
      }
    let locks = access.locks.map { object($0, threads: [], names: names) }
    if locks.isEmpty { return self[.accessWithoutLock, ["access": self[kind]]] }
    return self[.accessWithLocks, ["access": self[kind], "locks": locks.joined(separator: self[.listSeparator])]]
  }
}
