import CommandLine
import Configuration
import Glibc
import Store

/// The database of this machine's settings, for commands that need no control plane, and none may run.
struct LocalDatabase {
    static let options: [OptionSpec] = [
        .option("data", "DIR", "The data folder.", completion: .folder),
        .option("database", "DATABASE", "The database, as sqlite:PATH or postgres://…."),
        .option("config", "FILE", "The waggle.toml to read.", completion: .file),
    ]

    private let reader: SettingsReader

    init(_ arguments: Arguments) {
        var flags: [String: String] = [:]
        for name in ["data", "database"] { flags[name] = arguments.value(name) }
        reader = SettingsReader(
            flags: flags, environment: ProcessEnvironment.read(), configFile: arguments.value("config"))
    }

    /// The database's path and the data folder, which stands then.
    func place() throws -> (path: String, folder: String) {
        let settings = try Settings(reader)
        guard case .sqlite(let path) = settings.database else {
            throw ClientProblem("the database is PostgreSQL: use its own tools, pg_dump and pg_restore.", .usage)
        }
        try DataFolder.prepare(settings.dataFolder)
        return (path, settings.dataFolder)
    }

    /// Where the database is; the data folder stands then.
    func location() throws -> Settings.Database {
        let settings = try Settings(reader)
        try DataFolder.prepare(settings.dataFolder)
        return settings.database
    }

    private static let large = 256 << 20

    /// Looks through the database before it is opened; says so where that takes a while.
    ///
    /// - Throws: `StoreError.damaged` with what to do; the damaged file is out of the way then.
    static func examine(_ path: String, dataFolder: String, _ console: Console) throws {
        var status = stat()
        if stat(path, &status) == 0, status.st_size > large {
            console.say("waggle: looking through the database, \(status.st_size >> 20) MiB…")
        }
        try DatabaseQuarantine(path: path, now: WallClock.now(), backups: BackupList(folder: dataFolder)).examine()
    }
}
