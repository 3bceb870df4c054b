import CommandLine
import Vocabulary

/// The option `--priority` of commands that add work.
enum Priorities {
    static let option = OptionSpec.option(
        "priority", "PRIORITY", "low, normal, high or urgent.", completion: .values(Priority.allCases.map(\.name)))

    static func parse(_ arguments: Arguments) throws(UsageError) -> JSONValue? {
        guard let text = arguments.value("priority") else { return nil }
        guard Priority(name: text) != nil else { throw UsageError("--priority is low, normal, high or urgent.") }
        return .string(text)
    }
}
