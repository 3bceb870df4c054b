import CommandLine
import Vocabulary

/// `waggle version`.
struct VersionCommand: LocalCommand {
    static let name = "version"
    static let summary = "Print the version."
    static let options: [OptionSpec] = [.flag("json", "Print the data as JSON.")]
    private let isJSON: Bool

    init(parsing arguments: Arguments) throws(UsageError) { isJSON = arguments.flag("json") }

    func run(_ console: Console) async throws -> ExitCode {
        let json: JSONValue = ["version": .string(Waggle.version)]
        console.data(isJSON ? json.canonical : "waggle \(Waggle.version)")
        return .ok
    }
}
