// The property's own processes.

extension Execution {
  /// Starts a child process. Its expectations are the property's: one that does not hold ends the execution. A body
  /// that throws fails the property.
  ///
  /// - Parameter name: the name of the process, such as `producer-1`.
  public func startProcess(_ name: String, _ body: @escaping () throws -> Void) -> WorkbookProcess {
    WorkbookProcess(name) {
      do {
        try body()
      } catch {
        self.fail("the process \(name) ended with the error \(error)")
      }
    }
  }
}
