// Reads a whole course and reports everything wrong with it at once.

package import Foundation
package import Records
internal import YAMLConfig

extension Course {
  /// Reads and validates a course.
  ///
  /// - Parameters:
  ///   - root: The folder that holds `grader.yml`.
  ///   - strategies: Those of the engine, which a budget may name.
  /// - Throws: Every fault of every file, sorted.
  package static func load(
    root: URL, strategies: [Strategy] = Strategy.ofPortfolio
  ) throws(DiagnosticsError) -> Course {
    let collector = DiagnosticCollector()
    // Marked as a folder: relative paths resolve against what is before a URL's last slash.
    let root = URL(filePath: root.standardizedFileURL.path, directoryHint: .isDirectory)
    let place = Place(url: root.appending(component: fileName), path: fileName)
    guard let file = place.readYAML(into: collector),
      let content = CourseFile.decoding(root: root, strategies: strategies)(file, collector: collector)
    else { throw DiagnosticsError(collector.diagnostics) }
    let loader = CourseLoader(root: root, file: file, content: content, collector: collector)
    let exercises = loader.exercises()
    guard !collector.hasErrors, let title = content.title else { throw DiagnosticsError(collector.diagnostics) }
    return Course(
      root: root, title: title, exercises: exercises.sorted { $0.order < $1.order }, languages: content.languages,
      textLanguages: content.textLanguages, tier: content.tier, limits: content.limits, budget: content.budget)
  }
}

private struct CourseLoader {
  let root: URL
  let file: SourceFile
  let content: CourseFile
  let collector: DiagnosticCollector

  func exercises() -> [Exercise] {
    let solutions = solutionFolders()
    var folders: [String: Place] = [:]
    var orders: [Int: Exercise.ID] = [:]
    var exercises: [Exercise] = []
    for folder in exerciseFolders() {
      let id = folder.url.lastPathComponent
      if let first = folders[id] {
        folder.error("exercise `\(id)` is also at \(first.path)", hint: "rename one of the two", into: collector)
        continue
      }
      folders[id] = folder
      let loader = ExerciseLoader(
        folder: folder, id: id, course: content, solutionFolder: solutions[id], collector: collector)
      guard let loaded = loader.load() else { continue }
      let exercise = loaded.exercise
      if let other = orders[exercise.order] {
        collector.error(
          "order \(exercise.order) is already that of `\(other)`", at: loaded.order, in: loaded.file,
          hint: "`order` defaults to the number in the folder's name; give each exercise its own")
      } else {
        orders[exercise.order] = exercise.id
      }
      exercises.append(exercise)
    }
    for (id, folder) in solutions where folders[id] == nil {
      let match = closestMatch(to: id, among: folders.keys.sorted())
      folder.error(
        "a solution of no exercise", hint: match.map { "did you mean `\($0)`?" }, into: collector)
    }
    return exercises
  }

  /// Every plugin folder of the configured places, in the order of the places and sorted within each.
  ///
  /// What neither has a manifest nor is named like an exercise is something else and left alone.
  private func exerciseFolders() -> [Place] {
    content.exercises.flatMap { configured in
      let place = Place(configured: configured.value, root: root)
      if !place.isFolder {
        collector.error("there is no folder `\(configured.value)`", at: configured.mark, in: file)
      }
      return place.names.map { place.appending($0) }.filter { folder in
        folder.isFolder
          && (folder.appending("exercise.yml").isFile || folder.url.lastPathComponent.isExerciseID)
      }
    }
  }

  /// The solution folders by exercise.
  private func solutionFolders() -> [String: Place] {
    var folders: [String: Place] = [:]
    for configured in content.solutions {
      let place = Place(configured: configured, root: root)
      for folder in place.names.map({ place.appending($0) }) where folder.isFolder {
        let id = folder.url.lastPathComponent
        if let first = folders[id] {
          folder.error("the solution of `\(id)` is also at \(first.path)", into: collector)
        } else {
          folders[id] = folder
        }
      }
    }
    return folders
  }
}
