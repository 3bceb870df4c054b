package import CommandLine

extension SettingsReader {
    /// The options of `waggle serve` that are settings, and `--config`.
    package static var options: [OptionSpec] {
        SettingKey.all.compactMap { key in
            key.flag.map { .option($0, key.kind.placeholder, key.help, completion: key.kind.completion) }
        } + [.option("config", "FILE", "The waggle.toml to read.", completion: .file)]
    }

    /// Reads the layers with the options of a command that declares `options`, or some of them.
    package init(arguments: Arguments, environment: [String: String]) {
        var flags: [String: String] = [:]
        for flag in SettingKey.all.compactMap(\.flag) { flags[flag] = arguments.value(flag) }
        self.init(flags: flags, environment: environment, configFile: arguments.value("config"))
    }
}

extension SettingKey.Kind {
    /// What help calls a value.
    fileprivate var placeholder: String {
        switch self {
        case .text: "TEXT"
        case .listenAddress: "HOST:PORT"
        case .url: "URL"
        case .folder: "DIR"
        case .database: "DATABASE"
        case .integer: "N"
        case .dollars: "DOLLARS"
        case .choice(let values): values.count < 4 ? values.joined(separator: "|") : "NAME"
        case .addresses, .identities: "LIST"
        }
    }

    fileprivate var completion: OptionSpec.Completion {
        switch self {
        case .folder: .folder
        case .choice(let values): .values(values)
        default: .none
        }
    }
}
