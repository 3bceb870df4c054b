/// Sorts the words of a command line into flags, options and positionals by what the command declares.
///
/// `--name VALUE`, `--name=VALUE`, repeated options, and `--` after which everything is positional. A lone `-` is a
/// positional, by convention standard input.
package struct ArgumentScanner {
    private let options: [OptionSpec]
    private let positionals: [PositionalSpec]

    package init(options: [OptionSpec], positionals: [PositionalSpec]) {
        self.options = options
        self.positionals = positionals
    }

    /// Scans the words after the command's own name.
    ///
    /// - Throws: `UsageError` for an unknown option (naming the nearest one), a missing or superfluous value, a value
    ///   given twice to an option that is not repeated, too few or too many positionals.
    package func scan(_ words: some Sequence<String>) throws(UsageError) -> Arguments {
        var flags: Set<String> = []
        var values: [String: [String]] = [:]
        var places: [String] = []
        var rest = Array(words)[...]
        while let word = rest.popFirst() {
            if word == "--" {
                places += rest
                break
            }
            guard word.hasPrefix("-"), word.count > 1 else {
                places.append(word)
                continue
            }
            let (option, attached) = try option(of: word)
            guard option.value != nil else {
                guard attached == nil else { throw UsageError("--\(option.name) takes no value.") }
                flags.insert(option.name)
                continue
            }
            guard let value = attached ?? rest.popFirst() else {
                throw UsageError("--\(option.name) needs a value: \(option.value ?? "").")
            }
            guard option.isRepeated || values[option.name] == nil else {
                throw UsageError("--\(option.name) was given twice.")
            }
            values[option.name, default: []].append(value)
        }
        try check(places)
        return Arguments(flags: flags, values: values, positionals: places)
    }

    private func option(of word: String) throws(UsageError) -> (OptionSpec, attached: String?) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0].drop { $0 == "-" })
        if word.hasPrefix("--"), let option = options.first(where: { $0.name == name }) {
            return (option, parts.count > 1 ? String(parts[1]) : nil)
        }
        let nearest = Suggestion.nearest(to: name, among: options.map(\.name)).map { " Did you mean --\($0)?" } ?? ""
        throw UsageError("There is no option \(parts[0]).\(nearest)")
    }

    private func check(_ places: [String]) throws(UsageError) {
        let required = positionals.filter { !$0.isOptional }
        guard places.count >= required.count else {
            throw UsageError("\(required[places.count].name) is missing: \(required[places.count].help)")
        }
        guard positionals.last?.isRepeated == true || places.count <= positionals.count else {
            throw UsageError("“\(places[positionals.count])” is one argument too many.")
        }
    }
}
