// Refuses a library that would run code when it is opened.

internal import Foundation

/// Looks at the dynamic section of a library.
///
/// The host opens libraries before it forks, so nothing of a student's may run then. An ordinary build has Swift's
/// registration of the image, and the memory hooks' constructor in each object.
enum SharedLibraryCheck {
  /// What makes a library, linked from so many objects, unfit to be opened; `nil` when it is fit.
  static func objection(to library: Data, objects: Int) -> String? {
    guard let file = ELFFile(library), file.type == 3, let dynamic = file.dynamicEntries else {
      return "it is no shared library of this machine"
    }
    for (tag, name) in [(12, "DT_INIT"), (13, "DT_FINI"), (28, "DT_FINI_ARRAY"), (33, "DT_PREINIT_ARRAY")]
    where dynamic[tag, default: 0] != 0 {
      return "it has code that runs when it is opened or closed (`\(name)`)"
    }
    let count = dynamic[27, default: 0] / 8
    let ordinary = 1 + objects
    if count != ordinary {
      return "it has \(count) initialisers where an ordinary build has \(ordinary): code that runs when it is opened"
    }
    return nil
  }
}
