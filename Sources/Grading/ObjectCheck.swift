// Refuses a student's object that would take the place of what the rest of an exercise means.

internal import Foundation

/// Looks at the names that a student's file defines.
///
/// The file is linked with the properties, so a definition of its own called `malloc`, or like the kit's, would be what
/// they call; a start-up routine's, as `__tsan_init`, would run when the library is opened. Swift lets it do the same in
/// plain sight: a member that it adds to the kit's or the library's types goes before the one that they have. None of
/// that is needed for an exercise, which asks for types and functions of the student's own module.
enum ObjectCheck {
  /// What makes an object unfit to be linked with others; `nil` when it is fit.
  ///
  /// - Parameters:
  ///   - object: compiled from the student's file.
  ///   - others: the objects of all other files, and the toolchain's.
  ///   - module: the module's name.
  static func objection(to object: Data, linkedWith others: [Data], module: String) -> String? {
    let files = others.map { ELFFile($0)?.symbols }
    guard let own = ELFFile(object)?.symbols, files.allSatisfy({ $0 != nil }) else {
      return "it has an object that is none of this machine"
    }
    var defined: Set<String> = [], used: Set<String> = []
    for symbol in files.compactMap(\.self).joined() {
      if symbol.isDefined { defined.insert(symbol.name) } else { used.insert(symbol.name) }
    }
    used.subtract(defined)
    // What several files define alike, such as helpers that the compiler makes, is weak; the others' come first.
    let taken = own.filter { $0.isDefined && (used.contains($0.name) || defined.contains($0.name) && !$0.isWeak) }
    return taken.map(\.name).sorted().lazy.compactMap { objection(to: $0, module: module) }.first
  }

  /// What is wrong with a name that others use; `nil` when it is the module's own.
  ///
  /// Swift's names (ABI/Mangling.rst in its repository) begin with where a declaration stands: `$s`, then the module's
  /// name after its length, or another type, then the module that adds to it and `E`.
  private static func objection(to name: String, module: String) -> String? {
    let module = "\(module.utf8.count)\(module)"
    if name.hasPrefix("$s\(module)") {
      let isOperator = name.dropFirst(2 + module.count).prefixMatch(of: /\d+[a-z]+o[ipP]/) != nil
      return isOperator ? "it defines an operator anew, which the rest of the exercise would then use" : nil
    }
    if name.hasPrefix("$s"), let place = name.range(of: "\(module)E") {
      let member = identifier(name[place.upperBound...]).map { " `\($0)`" } ?? ""
      return "it adds a member\(member) to a type of another module, and the rest of the exercise would use it "
        + "instead of that module's own: rename it, or make it `private`"
    }
    return "it defines `\(name)`, which the rest of the exercise takes from elsewhere"
  }

  /// An identifier after its length; `nil` where it is written with words of those before it.
  private static func identifier(_ text: Substring) -> Substring? {
    guard let match = text.prefixMatch(of: /[1-9]\d*/), let length = Int(match.0) else { return nil }
    return text[match.range.upperBound...].prefix(length)
  }
}
