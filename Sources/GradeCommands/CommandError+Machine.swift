// What the machine lacks, in words.

package import Grading
package import Reports
package import Sandbox

extension CommandError {
  package init(_ part: MissingPart, _ words: Words) {
    switch part {
    case .compiler(let folder):
      let text = folder.map { words[.compilerMissingThere, ["folder": $0]] } ?? words[.compilerMissing]
      self.init(.machineFault, text, hint: words[.compilerMissingHint])
    case .toolchainFiles(let compiler, let files):
      let names = files.map { "`\($0)`" }.joined(separator: words[.listSeparator])
      self.init(
        .machineFault, words[.toolchainIncomplete, ["compiler": compiler, "files": names]],
        hint: words[.toolchainIncompleteHint])
    case .graderFile(let file):
      self.init(.machineFault, words[.graderIncomplete, ["file": file]], hint: words[.graderIncompleteHint])
    }
  }

  package init(_ error: SandboxError, _ words: Words) {
    switch error {
    case .launcherNotStarted(let path, let number):
      self.init(
        .machineFault, words[.launcherNotStarted, ["path": path, "error": words.systemError(number)]],
        hint: words[.graderIncompleteHint])
    case .stepFailed(let call, let path, let number, let remedy):
      let step = words[.stepFailed, ["step": words.step(call, on: path), "error": words.systemError(number)]]
      self.init(
        .machineFault, words[.sandboxFailed, ["reason": step]], hint: remedy.isEmpty ? nil : words.launcher(remedy))
    case .launcherKilled: self.init(.machineFault, words[.launcherKilled], hint: words[.launcherKilledHint])
    case .systemCallFailed(let call, let number):
      self.init(
        .machineFault, words[.stepFailed, ["step": call, "error": words.systemError(number)]],
        hint: words[.graderLimitHint])
    case .inputClosed: self.init(.machineFault, words[.commandReadsNoMore])
    }
  }
}

extension Words {
  /// Why a tier is not to be had. What to do about it depends on the machine, and is not said here.
  func reason(_ cause: Probe.Cause) -> String {
    switch cause {
    case .failed(.stepFailed(let call, let path, let number, _)):
      self[.stepFailed, ["step": step(call, on: path), "error": systemError(number)]]
    case .failed(let error): CommandError(error, self).message
    case .escapes(let names):
      self[.probeEscapes, ["names": names.map(launcher).joined(separator: self[.listSeparator])]]
    case .ended(let ending): self[.probeEnded, ["ending": text(ending)]]
    }
  }

  private func text(_ ending: Ending) -> String {
    switch ending {
    case .exited(let code): self[.endingExited, ["status": code]]
    case .signalled(_, let name): self[.endingSignalled, ["signal": name]]
    case .exceeded(let limit): self[.endingExceeded, ["limit": self[limit.message]]]
    case .terminated: self[.endingTerminated]
    case .tampered: self[.endingTampered]
    }
  }
}

extension Limit {
  var message: Message {
    switch self {
    case .wallTime: .limitWallTime
    case .cpuTime: .limitProcessorTime
    case .memory: .limitMemory
    case .processes: .limitProcesses
    case .threads: .limitThreads
    case .fileSize: .limitFileSize
    case .diskSpace: .limitDiskSpace
    case .files: .limitFiles
    case .output: .limitOutput
    }
  }
}
