// What was found out, in the words of a report.

package import Course
import Grading
package import Reports
package import Sandbox

extension IsolationFinding {
  /// - Parameters:
  ///   - machine: what decides on the remedies.
  ///   - demanded: the course's tier.
  package init(_ probe: Probe, on machine: MachineFacts, demanded: SandboxTier?, _ words: Words) {
    let isEnough = demanded.map(probe.tier.satisfies) ?? probe.tier.isIsolated
    self.init(
      !isEnough ? .missing : probe.obstacles.isEmpty ? .good : .limited,
      tier: probe.tier.rawValue, memory: probe.tier.memoryMeasure.rawValue, demanded: demanded?.rawValue,
      attempts: probe.attempts.map { Attempt($0.name, isStopped: !$0.succeeded) },
      missing: probe.obstacles.map { obstacle in
        MissingTier(
          tier: obstacle.tier.rawValue, reason: words.reason(obstacle.cause),
          remedies: obstacle.remedies(on: machine).map {
            Remedy($0.text, command: $0.command?.replacing("COMMAND", with: "\(words.program) …"))
          })
      })
  }
}

extension DoctorFinding {
  /// Something without which there is no grading.
  package init(_ subject: Subject, _ error: CommandError) {
    self.init(subject, .missing, error.message, remedy: error.hint)
  }
}

extension Remedy {
  package var text: Message {
    switch self {
    case .raiseNamespaces: .remedyRaiseNamespaces
    case .allowUnprivilegedNamespaces: .remedyAllowUnprivilegedNamespaces
    case .liftAppArmorRestriction: .remedyLiftAppArmorRestriction
    case .loosenContainer: .remedyLoosenContainer
    case .newerKernelForFull: .remedyNewerKernelForFull
    case .newerKernelForConfined: .remedyNewerKernelForConfined
    case .enableLandlock: .remedyEnableLandlock
    case .allowLandlock: .remedyAllowLandlock
    case .delegateGroup: .remedyDelegateGroup
    case .enableControllers: .remedyEnableControllers
    case .runAsRoot: .remedyRunAsRoot
    case .writableGroups: .remedyWritableGroups
    case .report: .remedyReport
    }
  }
}

extension LimitsFinding {
  /// The course's limits, then what exercises and properties have of their own.
  package static func all(of course: Course) -> [LimitsFinding] {
    var findings = [
      LimitsFinding(
        execution: settings(Limits.settings(of: course.limits.execution)),
        build: settings(Limits.settings(of: course.limits.build)))
    ]
    func add(_ owner: String, execution: [Limits.Setting], build: [Limits.Setting]) {
      if execution.isEmpty && build.isEmpty { return }
      findings.append(LimitsFinding(owner: owner, execution: settings(execution), build: settings(build)))
    }
    for exercise in course.exercises {
      let own = Limits.settings(of: exercise.limits.execution)
      add(
        exercise.id, execution: own.differing(from: Limits.settings(of: course.limits.execution)),
        build: Limits.settings(of: exercise.limits.build).differing(from: Limits.settings(of: course.limits.build)))
      for property in exercise.properties {
        add(
          "\(exercise.id).\(property.id)", execution: Limits.settings(of: property.limits).differing(from: own),
          build: [])
      }
    }
    return findings
  }

  package static let fixed = [
    Setting("descriptors", FixedLimits.openFiles), Setting("temporaryMiB", FixedLimits.temporaryBytes >> 20),
    Setting("temporaryFiles", ResourceLimits.files(ofScratch: FixedLimits.temporaryBytes)),
  ]

  private static func settings(_ settings: [Limits.Setting]) -> [Setting] {
    settings.map { Setting($0.key, $0.value) }
  }
}

extension [Limits.Setting] {
  fileprivate func differing(from others: [Limits.Setting]) -> [Limits.Setting] { filter { !others.contains($0) } }
}
