// What keeps an exercise from being fair, in one sentence.

package import Records

extension Words {
  package func explain(_ problem: CheckProblem) -> String {
    switch problem {
    case .doesNotBuild(let work):
      self[.problemDoesNotBuild, ["work": self.work(work) ?? ""]]
    case .solutionFails(let property, let verdict):
      self[.problemSolutionFails, ["property": property, "verdict": name(verdict)]]
    case .stubPasses:
      self[.problemStubPasses]
    case .mutantSurvives(let mutant, let property, let verdict):
      self[.problemMutantSurvives, ["mutant": mutant, "property": property, "verdict": name(verdict)]]
    case .notRepeatable(let work, let property, let first, let second):
      self[
        .problemNotRepeatable,
        [
          "work": self.work(work) ?? "", "property": property, "first": name(first), "second": name(second),
        ]]
    }
  }
}
