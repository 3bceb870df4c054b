import CommandLine
import protocol CommandLine.Command
import Vocabulary

/// `waggle-bench page`.
struct PageCommand: Command {
    static let name = "page"
    static let summary = "The Markdown page of docs/performance.md, from what the other commands printed with --json."
    static let positionals = [
        PositionalSpec("FILE", "JSON lines of the other commands, in order.", completion: .file)
    ]

    static let options: [OptionSpec] = [
        .option("over", "PAGE", "An older page, whose other sections are kept.", completion: .file)
    ]

    private let path: String
    private let older: String?

    init(parsing arguments: Arguments) throws(UsageError) {
        path = arguments.positional(0) ?? ""
        older = arguments.value("over")
    }

    func run(_ console: Console) async throws -> ExitCode {
        let results = try Machine.lines(of: path).compactMap { JSONValue(parsing: $0.utf8) }
        guard let first = results.first else { throw BenchError("\(path) holds no results") }
        let page = PerformancePage(machine: first["machine"] ?? .null, results: results).markdown
        if let older {
            let sections = PageSections(try Machine.text(of: older))
            console.data(sections.replacing(with: PageSections(page)))
        } else {
            console.data(page)
        }
        return .ok
    }
}
