/// An argument that is known by its place.
package struct PositionalSpec: Sendable {
    /// As help shows it: `TEXT`, `FILE`.
    package let name: String
    package let help: String
    package let isOptional: Bool
    /// Takes all that is left; only the last positional may.
    package let isRepeated: Bool
    package let completion: OptionSpec.Completion

    package init(
        _ name: String, _ help: String, isOptional: Bool = false, isRepeated: Bool = false,
        completion: OptionSpec.Completion = .none
    ) {
        self.name = name
        self.help = help
        self.isOptional = isOptional
        self.isRepeated = isRepeated
        self.completion = completion
    }

    var usage: String {
        let repeated = isRepeated ? "\(name)…" : name
        return isOptional ? "[\(repeated)]" : repeated
    }
}
