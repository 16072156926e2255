// Why nothing could be graded, in words.

package import Grading
package import Reports

extension CommandError {
  /// A fault of grading, with the exit status that belongs to whose it is.
  package init(_ error: GradingError, _ words: Words) {
    func quoted(_ names: [String]) -> String {
      names.map { "`\($0)`" }.joined(separator: words[.listSeparator])
    }
    let told: (message: String, hint: String?)
    switch error {
    case .sourceUnusable(let path, let reason, _): told = (words.explain(reason, path), nil)
    case .doesNotBuild(let path, let exercise, _):
      told = (words[.workDoesNotBuild, ["file": path]], words[.runSaysWhy, ["exercise": exercise]])
    case .noSolution(let exercise): told = (words[.noSolution, ["exercise": exercise]], nil)
    case .noMutant(let name, let exercise, let known):
      told = (words[.noMutant, ["exercise": exercise, "name": name]], words[.oneOf, ["names": quoted(known)]])
    case .noProperty(let name, let exercise, let known):
      told = (words[.noProperty, ["exercise": exercise, "name": name]], words[.oneOf, ["names": quoted(known)]])
    case .noProgram(let word): told = (words[.noProgram, ["name": word]], words[.noProgramHint, ["name": word]])
    case .notExecutable(let word):
      told = (words[.notExecutable, ["name": word]], words[.notExecutableHint, ["name": word]])
    case .programNotStarted(let path, let reason):
      told = (words[.programNotStarted, ["name": path, "reason": reason]], nil)
    case .notPython(let path): told = (words[.notPython, ["name": path]], nil)
    case .propertiesNotDeclared(let file, let names):
      told = (
        words[.propertiesNotDeclared, ["file": file, "names": quoted(names)]], words[.propertiesNotDeclaredHint]
      )
    case .stubDoesNotBuild(let exercise):
      told = (
        words[.stubDoesNotBuild, ["exercise": exercise]], words[.stubDoesNotBuildHint, ["exercise": exercise]]
      )
    case .stubExceedsLimits(let exercise):
      told = (words[.stubExceedsLimits, ["exercise": exercise]], words[.raiseBuildLimits])
    case .importsExceedLimit(let limit):
      told = (words[.importsExceedLimit, ["limit": words[limit.message]]], words[.raiseBuildLimits])
    case .cacheNotWritable(let folder, let reason):
      told = (words[.cacheNotWritable, ["folder": folder, "reason": reason]], words[.cacheNotWritableHint])
    case .importsDoNotCompile(let said):
      told = (words[.importsDoNotCompile, ["said": said]], words[.importsDoNotCompileHint])
    case .enginePath(let path): told = (words[.enginePath, ["path": path]], words[.enginePathHint])
    case .exerciseRefused(let reason): told = (words[.exerciseRefused, ["reason": reason]], nil)
    case .replayFailed(let reason): told = (words[.replayFailed, ["reason": reason ?? words[.noAnswer]]], nil)
    case .cannotExplore(let program, let reason):
      told = (words[.cannotExplore, ["name": program, "reason": reason ?? words[.noAnswer]]], nil)
    }
    let status: ExitStatus =
      switch error.fault {
      case .usage: .usage
      case .course: .courseFault
      case .machine: .machineFault
      }
    self.init(status, told.message, hint: told.hint)
  }
}

extension Words {
  /// Why a file is no source to build.
  func explain(_ error: WorkFileError, _ path: String) -> String {
    switch error {
    case .missing: self[.workMissing, ["file": path]]
    case .notRegular: self[.workNotRegular, ["file": path]]
    case .foreign: self[.workForeign, ["file": path]]
    case .tooLarge: self[.workTooLarge, ["file": path, "size": WorkFile.byteLimit / 1024]]
    case .notText: self[.workNotText, ["file": path]]
    case .unreadable(let reason): self[.workUnreadable, ["file": path, "reason": reason]]
    }
  }
}
