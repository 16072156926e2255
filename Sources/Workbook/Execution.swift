// What a property's body works with: one execution of it.

internal import CInterleaveInterface

/// One execution of a property, handed to its body.
///
/// Everything a property says goes through this value, so that no name in the student's file can be mistaken for the kit's.
public final class Execution {
  var choices: Choices

  /// Fresh choices from `seed`, or the given ones; past the end of the given ones every choice is 0, the simplest.
  package init(seed: UInt64, given: [UInt64]?) {
    choices = Choices(seed: seed, given: given)
  }
}

/// Whether the engine was preloaded: its functions are weak, and null without it.
package func engineIsLoaded() -> Bool { interleave_is_loaded() }

/// Tells the engine, where it is, that the calling thread uses state which the kit keeps: no hook shows it.
func useState(of owner: AnyObject, changing: Bool) {
  if interleave_is_loaded() {
    interleave_use_state(Unmanaged.passUnretained(owner).toOpaque(), changing)
  }
}
