import CommandLine
import Vocabulary

/// Does something to its subject that needs no question; the last word of the command's name is what.
protocol SubjectAction: SubjectCommand {
    /// Where the API has all of its kind: `/v1/agents`.
    static var collection: String { get }
    var subject: String { get }

    /// Shows what the control plane answered.
    func show(_ answer: JSONValue, _ console: Console)
}

extension SubjectAction {
    func show(_ answer: JSONValue, _ console: Console) { say(answer, console) }

    func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
        let action = Self.name.split(separator: " ").last.map(String.init) ?? ""
        show(try await client.post("\(Self.collection)/\(ControlPlaneClient.segment(subject))/\(action)"), console)
        return .ok
    }
}
