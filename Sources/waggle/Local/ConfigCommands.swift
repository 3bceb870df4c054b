import CommandLine
import Configuration
import Vocabulary

/// `waggle config …`: settings, without starting anything.
enum ConfigCommands {
    struct Check: LocalCommand {
        static let name = "config check"
        static let summary = "Check the settings and name everything that is wrong."
        static let options = SettingsReader.options + [.flag("json", "Print the data as JSON.")]
        private let reader: SettingsReader
        private let isJSON: Bool

        init(parsing arguments: Arguments) throws(UsageError) {
            reader = SettingsReader(arguments: arguments, environment: ProcessEnvironment.read())
            isJSON = arguments.flag("json")
        }

        func run(_ console: Console) async throws -> ExitCode {
            var problems: [String] = []
            var warnings = reader.warnings
            do throws(SettingsError) { warnings = try Settings(reader).warnings } catch { problems = error.problems }
            if isJSON {
                let json: JSONValue = [
                    "ok": .bool(problems.isEmpty), "problems": .array(problems.map { .string($0) }),
                    "warnings": .array(warnings.map { .string($0) }),
                ]
                console.data(json.canonical)
                return problems.isEmpty ? .ok : .failed
            }
            for problem in problems { console.data("\(console.red("✗")) \(problem)") }
            for warning in warnings { console.data("\(console.yellow("!")) \(warning)") }
            console.say(problems.isEmpty ? "The settings can be used." : "The settings cannot be used.")
            return problems.isEmpty ? .ok : .failed
        }
    }

    struct Explain: LocalCommand {
        static let name = "config explain"
        static let summary = "Show settings, where their values come from, and what they mean."
        static let options = SettingsReader.options + [.flag("json", "Print the data as JSON.")]
        static let positionals = [
            PositionalSpec("KEY", "A setting's name, its path in waggle.toml, or its option.", isOptional: true)
        ]
        private let reader: SettingsReader
        private let key: String?
        private let isJSON: Bool

        init(parsing arguments: Arguments) throws(UsageError) {
            reader = SettingsReader(arguments: arguments, environment: ProcessEnvironment.read())
            key = arguments.positional(0)
            isJSON = arguments.flag("json")
        }

        func run(_ console: Console) async throws -> ExitCode {
            let explanations: [SettingsReader.Explanation]
            if let key {
                guard let found = reader.explain(key) else {
                    let names = SettingKey.all.map(\.name) + SettingKey.all.compactMap(\.path)
                    let nearest = Suggestion.nearest(to: key, among: names).map { " Did you mean \($0)?" } ?? ""
                    throw ClientProblem("there is no setting \(key).\(nearest)", .notFound)
                }
                explanations = [found]
            } else {
                explanations = reader.explainAll()
            }
            if isJSON {
                console.data(JSONValue.array(explanations.map(Self.json)).canonical)
            } else if key != nil, let one = explanations.first {
                console.data("\(one.key.name) = \(Self.shown(one))   (\(one.layer))")
                console.data(one.key.help)
                if let path = one.key.path { console.data("In waggle.toml: \(path)") }
                if let flag = one.key.flag { console.data("As an option of “waggle serve”: --\(flag)") }
            } else {
                let rows = explanations.map { [$0.key.name, Self.shown($0), "\($0.layer)"] }
                for line in Console.table(headers: ["SETTING", "VALUE", "FROM"], rows: rows) { console.data(line) }
            }
            for problem in reader.problems { console.say("waggle: \(problem)") }
            return .ok
        }

        private static func shown(_ explanation: SettingsReader.Explanation) -> String {
            explanation.shownValue ?? explanation.key.defaultNote ?? "not set"
        }

        private static func json(_ explanation: SettingsReader.Explanation) -> JSONValue {
            [
                "name": .string(explanation.key.name), "path": explanation.key.path.map { .string($0) } ?? .null,
                "option": explanation.key.flag.map { .string("--\($0)") } ?? .null,
                "value": explanation.shownValue.map { .string($0) } ?? .null,
                "from": .string("\(explanation.layer)"), "help": .string(explanation.key.help),
            ]
        }
    }
}
