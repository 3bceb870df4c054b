/// An option or flag of a command, as data: parsing, help and completions all read it.
package struct OptionSpec: Sendable {
    /// What a shell offers after the option or in the place of a positional.
    package enum Completion: Sendable, Equatable {
        case none
        case file
        case folder
        case values([String])
    }

    /// Without its dashes: `listen`.
    package let name: String
    /// What the value is called in help (`HOST:PORT`); nil for a flag, which takes none.
    package let value: String?
    package let help: String
    package let isRepeated: Bool
    package let completion: Completion

    /// An option that takes a value, as `--name VALUE` or `--name=VALUE`.
    package static func option(
        _ name: String, _ value: String, _ help: String, isRepeated: Bool = false, completion: Completion = .none
    ) -> OptionSpec {
        OptionSpec(name: name, value: value, help: help, isRepeated: isRepeated, completion: completion)
    }

    /// A flag: there or not there.
    package static func flag(_ name: String, _ help: String) -> OptionSpec {
        OptionSpec(name: name, value: nil, help: help, isRepeated: false, completion: .none)
    }

    static let help = flag("help", "Show this help.")
}
