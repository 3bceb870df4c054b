import CommandLine
import Configuration

/// The database of this machine's settings, for commands that need no control plane, and none may run.
struct LocalDatabase {
    static let options: [OptionSpec] = [
        .option("data", "DIR", "The data folder.", completion: .folder),
        .option("database", "DATABASE", "The database, as sqlite:PATH."),
        .option("config", "FILE", "The waggle.toml to read.", completion: .file),
    ]

    private let reader: SettingsReader

    init(_ arguments: Arguments) {
        var flags: [String: String] = [:]
        for name in ["data", "database"] { flags[name] = arguments.value(name) }
        reader = SettingsReader(
            flags: flags, environment: ProcessEnvironment.read(), configFile: arguments.value("config"))
    }

    /// The database's path; the data folder stands then.
    func path() throws -> String {
        let settings = try Settings(reader)
        guard case .sqlite(let path) = settings.database else {
            throw ClientProblem("the database is PostgreSQL: use its own tools, pg_dump and pg_restore.", .usage)
        }
        try DataFolder.prepare(settings.dataFolder)
        return path
    }
}
