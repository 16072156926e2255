public final class Turnstile {
  public func pass() {}
}
