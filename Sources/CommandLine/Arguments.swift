/// The arguments of one command after scanning: every name is a declared one, every required positional is there.
package struct Arguments: Sendable {
    private let flags: Set<String>
    private let values: [String: [String]]
    /// All arguments known by their place, in order.
    package let positionals: [String]

    init(flags: Set<String>, values: [String: [String]], positionals: [String]) {
        self.flags = flags
        self.values = values
        self.positionals = positionals
    }

    package func flag(_ name: String) -> Bool { flags.contains(name) }

    /// The value of an option; the last one when it was given more than once.
    package func value(_ name: String) -> String? { values[name]?.last }

    /// All values of a repeated option, in order.
    package func values(_ name: String) -> [String] { values[name] ?? [] }

    /// The value of an option as a whole number inside `range`; nil when it was not given.
    package func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = value(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                "--\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound), not “\(text)”.")
        }
        return number
    }

    /// The positional at `index`; nil when it was left out.
    package func positional(_ index: Int) -> String? { positionals.indices.contains(index) ? positionals[index] : nil }
}
