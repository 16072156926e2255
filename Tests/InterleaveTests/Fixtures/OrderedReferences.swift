// Memory that passes from thread to thread with its references, or is used again, with all accesses ordered.

import Foundation
import Workbook

/// Reads what others wrote when it ends: in a function of its own, because a `deinit` itself is compiled without hooks.
private final class Ending {
  var number = 0
  let parts = [Shared(), Shared()]
  private let total: Cell<Int>

  init(_ total: Cell<Int>) { self.total = total }
  deinit { end() }

  private func end() { total.value = number + parts[0].number + parts[1].number }
}

/// Ends what it refers to in a function that its `deinit` calls.
private final class Storage {
  private let memory = UnsafeMutablePointer<Ending>.allocate(capacity: 2)
  init(_ ending: Ending) { memory.initialize(repeating: ending, count: 2) }
  deinit { clear() }
  private func clear() {
    memory.deinitialize(count: 2)
    memory.deallocate()
  }
}

@_silgen_name("swift_retain_n") private func retain(_ object: UnsafeMutableRawPointer, _ count: UInt32)
  -> UnsafeRawPointer
@_silgen_name("swift_release_n") private func release(_ object: UnsafeMutableRawPointer, _ count: UInt32)
@_silgen_name("swift_bridgeObjectRelease_n") private func releaseBridge(
  _ object: UnsafeMutableRawPointer, _ count: UInt32)

@_silgen_name("swift_isUniquelyReferenced_nonNull_native") private func isUnique(_ object: UnsafeMutableRawPointer)
  -> Bool

/// One thread writes to an object and lets go of several references at once; another lets go of the last ones, and the
/// object reads at its end what the first wrote.
private func letGoSeveral(
  _ test: Execution, by release: @escaping (_ object: UnsafeMutableRawPointer, _ count: UInt32) -> Void
) {
  let total = Cell(0)
  let address = Unmanaged.passRetained(Ending(total)).toOpaque()
  _ = retain(address, 3)
  func work(_ number: Int) {
    Unmanaged<Ending>.fromOpaque(address)._withUnsafeGuaranteedRef { $0.parts[number].number = 1 }
    release(address, 2)
  }
  twice(test, { work(0) }, { work(1) })
  test.expectEqual(total.value, 2, "what its end saw")
}

private enum Registry {
  static let shared: [Shared] = (0..<3).map { number in
    let shared = Shared()
    shared.number = number
    return shared
  }
}

private class Base {
  var number = 0
  let log: Shared
  init(_ log: Shared) { self.log = log }
  deinit { note() }
  func note() { log.number += number }
}

private final class Derived: Base {
  var text = ""
  override func note() {
    super.note()
    log.text += text
  }
}

private final class Parent {
  var children: [Child] = []
  var number = 0
}

private final class Child {
  unowned let parent: Parent
  init(_ parent: Parent) { self.parent = parent }
  func tell() -> Int { parent.number }
}

private final class Elements: ManagedBuffer<Int, Shared> {
  deinit {
    withUnsafeMutablePointers { count, elements in
      _ = elements.deinitialize(count: count.pointee)
    }
  }
}

private enum Tree {
  case leaf
  indirect case node(Tree, Shared, Tree)
}

let orderedReferences = [
  Property("closures-handed-to-threads") { test in
    var text = "made before"
    let list = (0..<3).map { _ in Shared() }
    let done = thread {
      text += ", changed there"
      for shared in list { shared.list.append(text.count) }
    }
    done.wait()
    test.expect(text.hasSuffix("there") && list[2].list.count == 1, "text is \(text)")
  },
  Property("references-end-anywhere") { test in
    let total = Cell(0)
    let lock = NSLock()
    var ending: Ending? = Ending(total)
    let first = ending!, second = ending!
    ending = nil
    var holders: [() -> Void] = [
      { [first] in lock.withLock { first.number += 1 } }, { [second] in lock.withLock { second.parts[1].number += 1 } },
    ]
    let threads = holders.enumerated().map { (index, holder) in test.start("holder-\(index)", holder) }
    holders = []
    for thread in threads { thread.join() }
  },
  Property("last-reference-ends-it") { test in
    let total = Cell(0)
    let boxes = (0..<2).map { _ in Cell<Ending?>(nil) }
    do {
      let ending = Ending(total)
      for box in boxes { box.value = ending }
    }
    twice(
      test,
      {
        boxes[0].value!.number = 3
        boxes[0].value = nil
      },
      {
        boxes[1].value!.parts[0].number = 4
        boxes[1].value = nil
      })
    test.expectEqual(total.value, 7, "what its end saw")
  },
  Property("several-let-go-at-once") { test in letGoSeveral(test, by: release) },
  Property("several-bridged-let-go-at-once") { test in letGoSeveral(test, by: releaseBridge) },
  Property("ends-with-an-array") { test in
    let total = Cell(0)
    let single = Cell<Ending?>(Ending(total)), list = Cell<[Ending]>([single.value!])
    twice(
      test,
      {
        single.value!.parts[0].number = 1
        single.value = nil
      },
      {
        list.value[0].parts[1].number = 2
        list.value = []
      })
    test.expectEqual(total.value, 3, "what its end saw")
  },
  Property("ends-with-a-dictionary") { test in
    let total = Cell(0)
    let tables = (0..<2).map { _ in Cell<[Int: Ending]>([:]) }
    do {
      let table = [1: Ending(total)]
      for holder in tables { holder.value = table }
    }
    func work(_ number: Int) {
      tables[number].value[1]!.parts[number].number = number + 1
      tables[number].value = [:]
    }
    twice(test, { work(0) }, { work(1) })
    test.expectEqual(total.value, 3, "what its end saw")
  },
  Property("ends-with-raw-memory") { test in
    let total = Cell(0)
    let single = Cell<Ending?>(Ending(total))
    let memory = UnsafeMutablePointer<Ending>.allocate(capacity: 2)
    memory.initialize(repeating: single.value!, count: 2)
    twice(
      test,
      {
        single.value!.parts[0].number = 1
        single.value = nil
      }, { memory.deinitialize(count: 2) })
    test.expectEqual(total.value, 1, "what its end saw")
  },
  Property("let-go-by-the-storage-of-another") { test in
    let total = Cell(0)
    let single = Cell<Ending?>(Ending(total))
    let part = single.value!.parts[0]
    let holder = Cell<Storage?>(Storage(single.value!))
    twice(
      test,
      {
        part.number = 1
        holder.value = nil
      }, { single.value = nil })
    test.expectEqual(total.value, 1, "what its end saw")
  },
  Property("changed-when-unique") { test in
    let holders = (0..<2).map { _ in Cell<Shared?>(nil) }
    do {
      let shared = Shared()
      for holder in holders { holder.value = shared }
    }
    twice(
      test,
      {
        look(holders[0].value!.number)
        holders[0].value = nil
      },
      {
        if isKnownUniquelyReferenced(&holders[1].value) { holders[1].value!.number = 1 }
      })
  },
  Property("changed-when-a-local-is-unique") { test in
    let holders = (0..<2).map { _ in Cell<Shared?>(nil) }
    do {
      let shared = Shared()
      for holder in holders { holder.value = shared }
    }
    twice(
      test,
      {
        look(holders[0].value!.number)
        holders[0].value = nil
      },
      {
        var mine = holders[1].value!
        holders[1].value = nil
        if isKnownUniquelyReferenced(&mine) { mine.number = 1 }
      })
  },
  Property("changed-when-optimised-code-finds-it-unique") { test in
    let object = Unmanaged.passRetained(Shared())
    _ = object.retain()
    twice(
      test,
      {
        object._withUnsafeGuaranteedRef { look($0.number) }
        release(object.toOpaque(), 1)
      },
      {
        if isUnique(object.toOpaque()) { object._withUnsafeGuaranteedRef { $0.number = 1 } }
      })
  },
  Property("ends-with-an-array-of-closures") { test in
    let single = Cell<(() -> Void)?>(nil), list = Cell<[() -> Void]>([])
    do {
      var text = "written"
      single.value = { text += ", and again" }
      list.value = [single.value!]
    }
    twice(
      test,
      {
        single.value!()
        single.value = nil
      }, { list.value = [] })
  },
  Property("types-first-used-by-either") { test in
    func work() { look(String(describing: [Int16?: [UInt16?]]()).count) }
    twice(test, work, work)
  },
  Property("lazy-globals") { test in
    let read = Cell<[Int]>([0, 0])
    let lock = NSLock()
    twice(
      test, { lock.withLock { read.value[0] = Registry.shared[2].number } },
      { lock.withLock { read.value[1] = Registry.shared[1].number } })
    test.expectEqual(read.value, [2, 1], "the numbers")
  },
  Property("memory-used-again") { test in
    let lock = NSLock()
    func work() {
      for n in 0..<4 {
        let shared = Shared()
        shared.number = n
        shared.list = Array(repeating: n, count: 8)
        lock.withLock { shared.list[3] += 1 }
      }
    }
    twice(test, work, work)
    for n in 1...3 { test.start("later-\(n)", work).join() }
  },
  Property("class-hierarchy-ends") { test in
    let log = Shared()
    let boxes = (0..<2).map { _ in Cell<Derived?>(nil) }
    do {
      let derived = Derived(log)
      for box in boxes { box.value = derived }
    }
    twice(
      test,
      {
        boxes[0].value!.number = 3
        boxes[0].value = nil
      },
      {
        boxes[1].value!.text = "t"
        boxes[1].value = nil
      })
    test.expect(log.number == 3 && log.text == "t", "the log is \(log.text)")
  },
  Property("weak-references") { test in
    let log = Shared()
    let holder = Cell<Base?>(Base(log))
    let observers = (0..<2).map { _ in Shared() }
    weak var observed = holder.value
    let lock = NSLock()
    test.together { threads in
      for n in 0..<2 {
        threads.add("observer-\(n)") {
          if let base = observed { lock.withLock { base.number += 1 } }
          observers[n].observer = observers[n]
          observers[n].number = 1
        }
      }
      threads.add("owner") { holder.value = nil }
    }
    test.expect(observed == nil, "it is still there")
  },
  Property("unowned-references") { test in
    let parent = Parent()
    let children = (0..<2).map { _ in Child(parent) }
    parent.number = 4
    parent.children = children
    let sums = Locked(0)
    twice(test, { sums.change { $0 += children[0].tell() } }, { sums.change { $0 += children[1].tell() } })
    test.expectEqual(sums.change { $0 }, 8, "the sum")
    parent.children = []
  },
  Property("closures-that-share-a-box") { test in
    var count = 0
    let lock = NSLock()
    let increase = { lock.withLock { count += 1 } }
    let threads = (0..<3).map { test.start("worker-\($0)", increase) }
    for thread in threads { thread.join() }
    test.expectEqual(count, 3, "the count")
  },
  Property("managed-buffers") { test in
    let log = Shared()
    func make() -> ManagedBuffer<Int, Shared> {
      let buffer = Elements.create(minimumCapacity: 2) { _ in 2 }
      buffer.withUnsafeMutablePointerToElements { $0.initialize(repeating: log, count: 2) }
      return buffer
    }
    let boxes = (0..<2).map { _ in Cell<ManagedBuffer<Int, Shared>?>(nil) }
    do {
      let buffer = make()
      for box in boxes { box.value = buffer }
    }
    twice(
      test,
      {
        boxes[0].value!.withUnsafeMutablePointerToElements { $0[1].number = 1 }
        boxes[0].value = nil
      },
      {
        boxes[1].value!.withUnsafeMutablePointerToElements { $0[0].other = 1 }
        boxes[1].value = nil
      })
    test.expect(log.number == 1 && log.other == 1, "the log")
  },
  Property("trees-are-shared") { test in
    let tree = Locked(Tree.leaf)
    func sum(_ tree: Tree) -> Int {
      if case .node(let left, let shared, let right) = tree { sum(left) + shared.number + sum(right) } else { 0 }
    }
    func work(_ number: Int) {
      let shared = Shared()
      shared.number = number
      tree.change { $0 = .node($0, shared, .leaf) }
      look(sum(tree.change { $0 }))
    }
    twice(test, { work(1) }, { work(2) })
    test.expectEqual(sum(tree.change { $0 }), 3, "the sum")
  },
]
