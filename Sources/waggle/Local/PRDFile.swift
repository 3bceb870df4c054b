import CommandLine
import FoundationEssentials
import Planner

/// A PRD on this machine: a file, or standard input for `-`.
struct PRDFile {
    let path: String

    var name: String { path == "-" ? "" : String(path.split(separator: "/").last ?? "") }

    /// Reads it as a person's document is read: text, Markdown, PDF or Word.
    func read() async throws -> IntakeDocument {
        let bytes = try LocalFile.bytes(path, limit: DocumentIntake.inputLimit)
        let isSandboxed = ProcessEnvironment.read()["WAGGLE_SANDBOX"] != "off"
        do { return try await DocumentIntake(isSandboxed: isSandboxed).read(bytes, name: name) } catch let error
            as PlanningError
        {
            throw ClientProblem("\(path == "-" ? "standard input" : path): \(error)")
        }
    }
}
