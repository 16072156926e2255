// Makes a workspace, and adds to one what the course has gained; never overwrites a file.

import Course
import Foundation
import Records

extension Workspace {
  /// Makes the folder, its note of the course and, for every exercise in the language, a folder with stub and README.
  ///
  /// - Returns: the workspace and the files that were written.
  static func create(at root: URL, course: Course, language: Language) throws -> (workspace: Workspace, written: [URL])
  {
    let workspace = Workspace(root: root, course: course.root, language: language)
    var written: [URL] = []
    func add(_ data: Data, _ url: URL) throws {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      if try AtomicFile.create(data, at: url) { written.append(url) }
    }
    let exercises = course.exercises.filter { $0.languages.contains(language) }
    for exercise in exercises {
      try add(Data(contentsOf: exercise.stubFile(language)), workspace.file(exercise))
      for text in course.textLanguages {
        let readme = exercise.readme(text)
        try add(Data(contentsOf: readme), workspace.folder(exercise).appending(component: readme.lastPathComponent))
      }
    }
    if language == .swift {
      try add(Data(editorPackage(exercises).utf8), root.appending(component: "Package.swift"))
    }
    try add(
      Data("# Progress and notes of the grader, not work.\n*\n".utf8),
      root.appending(components: ".grade", ".gitignore"))
    // Last: a folder is a workspace once it is whole.
    try add(Data(description(of: workspace).utf8), root.appending(component: fileName))
    return (workspace, written)
  }

  private static func description(of workspace: Workspace) -> String {
    let path = workspace.course.standardizedFileURL.path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "course: \"\(path)\"\nlanguage: \(workspace.language.rawValue)\n"
  }

  /// A package with a target for each exercise, so that editors complete and check as one types.
  private static func editorPackage(_ exercises: [Exercise]) -> String {
    let targets = exercises.map { exercise in
      let name = exercise.sourceFileName(.swift).replacing(".swift", with: "")
      return "    .target(name: \"\(name)\", path: \"\(exercise.id)\", sources: [\"\(name).swift\"]),\n"
    }
    return """
      // swift-tools-version: 6.0
      // For editors only: grading does not read this file.
      import PackageDescription

      let package = Package(
        name: "workspace",
        targets: [
      \(targets.joined())  ],
        swiftLanguageModes: [.v5]
      )

      """
  }

  /// Puts the stub in place of the student's file, which is kept under another name.
  ///
  /// - Returns: where the old file is; `nil` if there was none.
  func reset(_ exercise: Exercise) throws -> URL? {
    let url = file(exercise)
    let stub = try Data(contentsOf: exercise.stubFile(language))
    let aside = FileManager.default.fileExists(atPath: url.path) ? try AtomicFile.setAside(url, label: "old") : nil
    try FileManager.default.createDirectory(at: folder(exercise), withIntermediateDirectories: true)
    _ = try AtomicFile.create(stub, at: url)
    return aside
  }
}
