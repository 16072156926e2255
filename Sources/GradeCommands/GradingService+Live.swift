// Grading as it is done: by the modules made for it.

import Course
import Grading
import Reports

extension GradingService {
  static let live = GradingService(
    grade: { _ in throw CommandError(.machineFault, "not wired") },
    replay: { _, _ in throw CommandError(.machineFault, "not wired") },
    check: { _, _, _ in throw CommandError(.machineFault, "not wired") },
    probe: { [] })
}
