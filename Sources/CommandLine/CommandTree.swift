/// All commands of an executable: finds the one that was typed, shows help, runs it.
package struct CommandTree: Sendable {
    package let name: String
    package let version: String
    /// One sentence at the top of the help.
    package let summary: String
    package let commands: [any Command.Type]

    /// - Parameter commands: in the order in which help lists them.
    package init(name: String, version: String, summary: String, commands: [any Command.Type]) {
        self.name = name
        self.version = version
        self.summary = summary
        self.commands = commands + [CompletionsCommand.self]
    }

    /// Runs the command that `words` (without the executable's own name) ask for and says how it ended.
    package func run(_ words: [String], console: Console) async -> ExitCode {
        do {
            return try await dispatch(words, console: console)
        } catch let error as UsageError {
            console.say("\(name): \(error.message)")
            let place = match(words).map { "\(name) \($0.command.name)" } ?? name
            console.say("Try “\(place) --help”.")
            return .usage
        } catch let error as any ExitCodeError {
            console.say("\(name): \(error)")
            return error.exitCode
        } catch {
            console.say("\(name): \(error)")
            return .failed
        }
    }

    private func dispatch(_ words: [String], console: Console) async throws -> ExitCode {
        let words = words.first == "help" ? words.dropFirst() + ["--help"] : words
        let beforeDashes = words.prefix { $0 != "--" }
        if words.first == "--version" {
            console.data("\(name) \(version)")
            return .ok
        }
        if let (command, rest) = match(words) {
            if beforeDashes.contains("--help") || beforeDashes.contains("-h") {
                console.dataText(help(of: command))
                return .ok
            }
            if command == CompletionsCommand.self { return try completions(rest, console) }
            try checkVerb(of: command, rest)
            let scanner = ArgumentScanner(options: command.options + [.help], positionals: command.positionals)
            return try await command.init(parsing: scanner.scan(rest)).run(console)
        }
        let verbs = commands.filter { $0.name.hasPrefix("\(words.first ?? "") ") }
        if !verbs.isEmpty, words.count == 1 || words[1].hasPrefix("-") {
            let wantsHelp = beforeDashes.contains("--help") || beforeDashes.contains("-h")
            if wantsHelp { console.dataText(help(listing: verbs)) } else { console.say(help(listing: verbs)) }
            return wantsHelp ? .ok : .usage
        }
        if words.isEmpty || words[0] == "--help" || words[0] == "-h" {
            console.dataText(help(listing: commands))
            return .ok
        }
        throw unknown(words)
    }

    private func completions(_ rest: [String], _ console: Console) throws(UsageError) -> ExitCode {
        let arguments = try ArgumentScanner(options: [.help], positionals: CompletionsCommand.positionals).scan(rest)
        guard let shell = arguments.positional(0).flatMap(Completions.Shell.init(rawValue:)) else {
            throw UsageError("Completions exist for bash, zsh and fish.")
        }
        console.dataText(Completions(tree: self).script(for: shell))
        return .ok
    }

    /// The command with the longest name that the words begin with, and the words after its name.
    private func match(_ words: [String]) -> (command: any Command.Type, rest: [String])? {
        for length in [2, 1] where words.count >= length {
            let name = words.prefix(length).joined(separator: " ")
            if let command = commands.first(where: { $0.name == name }) {
                return (command, Array(words.dropFirst(length)))
            }
        }
        return nil
    }

    // `waggle agent lst`: a noun that is also a command takes no positional, so the word was meant as a verb.
    private func checkVerb(of command: any Command.Type, _ rest: [String]) throws(UsageError) {
        guard command.positionals.isEmpty, let word = rest.first, !word.hasPrefix("-"),
            commands.contains(where: { $0.name.hasPrefix("\(command.name) ") })
        else { return }
        throw unknown([command.name, word])
    }

    private func unknown(_ words: [String]) -> UsageError {
        let typed = words.prefix { !$0.hasPrefix("-") }.prefix(2).joined(separator: " ")
        let nouns = Set(commands.map { $0.name.split(separator: " ")[0] }.map(String.init))
        let candidates = commands.map { $0.name } + nouns
        let shown = typed.isEmpty ? words[0] : nouns.contains(words[0]) ? typed : words[0]
        let nearest =
            Suggestion.nearest(to: typed, among: candidates) ?? Suggestion.nearest(to: words[0], among: candidates)
        return UsageError("There is no command “\(shown)”.\(nearest.map { " Did you mean “\(name) \($0)”?" } ?? "")")
    }
}

struct CompletionsCommand: Command {
    static let name = "completions"
    static let summary = "Print the completions for a shell."
    static let discussion = """
        bash: source <(waggle completions bash)
        zsh:  waggle completions zsh > "${fpath[1]}/_waggle"
        fish: waggle completions fish > ~/.config/fish/completions/waggle.fish
        """
    static let positionals = [
        PositionalSpec("SHELL", "bash, zsh or fish.", completion: .values(Completions.Shell.allCases.map(\.rawValue)))
    ]

    init(parsing arguments: Arguments) throws(UsageError) {}

    // The tree prints them itself: only it knows all commands.
    func run(_ console: Console) async throws -> ExitCode { .ok }
}
