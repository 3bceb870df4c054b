extension CommandTree {
    /// The help of one command.
    func help(of command: any Command.Type) -> String {
        var usage = "\(name) \(command.name)"
        if !command.options.isEmpty { usage += " [OPTIONS]" }
        for positional in command.positionals { usage += " \(positional.usage)" }
        var text = "\(command.summary)\n\nUsage: \(usage)\n"
        if !command.positionals.isEmpty {
            text += "\n" + Self.columns(command.positionals.map { ($0.name, $0.help) })
        }
        text += "\nOptions:\n" + Self.columns((command.options + [.help]).map { (Self.spelling($0), $0.help) })
        if !command.discussion.isEmpty { text += "\n\(command.discussion)\n" }
        let verbs = commands.filter { $0.name.hasPrefix("\(command.name) ") }
        if !verbs.isEmpty { text += "\nSee also:\n" + Self.columns(verbs.map { ($0.name, $0.summary) }) }
        return text
    }

    /// The help of the executable or of one noun: a list of commands.
    func help(listing commands: [any Command.Type]) -> String {
        var text = "\(summary)\n\nUsage: \(name) COMMAND [OPTIONS] …\n\nCommands:\n"
        text += Self.columns(commands.map { ($0.name, $0.summary) })
        return text + "\n“\(name) COMMAND --help” tells more. “\(name) --version” tells the version.\n"
    }

    private static func spelling(_ option: OptionSpec) -> String {
        "--\(option.name)\(option.value.map { " \($0)" } ?? "")\(option.isRepeated ? " …" : "")"
    }

    private static func columns(_ rows: [(String, String)]) -> String {
        let width = min(34, rows.map { $0.0.count }.max() ?? 0)
        return rows.map { left, right in
            left.count > width
                ? "  \(left)\n  \(String(repeating: " ", count: width))  \(right)\n"
                : "  \(left)\(String(repeating: " ", count: width - left.count))  \(right)\n"
        }.joined()
    }
}
