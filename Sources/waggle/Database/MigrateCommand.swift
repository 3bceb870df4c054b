import CommandLine
import Configuration
import Crypto
import Store
import Vocabulary

/// `waggle migrate`: brings the database to this version's schema.
struct MigrateCommand: LocalCommand {
    static let name = "migrate"
    static let summary = "Bring the database to this version's schema; the control plane must not run."
    static let discussion = "“waggle serve” does the same by itself when it starts."
    static let options = LocalDatabase.options

    private let database: LocalDatabase

    init(parsing arguments: Arguments) throws(UsageError) { database = LocalDatabase(arguments) }

    func run(_ console: Console) async throws -> ExitCode {
        if case .postgres(let url) = try database.location() {
            // Other processes may go on meanwhile: migrations take the same turn as every write.
            let store = try await Store(
                at: .server(url.expose()), clock: WallClock.now, randomNumber: { UInt64.random(in: 0 ... .max) })
            await store.close()
            console.say("The PostgreSQL database has this version's schema.")
            return .ok
        }
        let (path, folder) = try database.place()
        if let holder = DatabaseFile.holder(of: path) { throw ClientProblem("\(holder).", .conflict) }
        try LocalDatabase.examine(path, dataFolder: folder, console)
        let store = try await Store(
            path: path, clock: WallClock.now, randomNumber: { UInt64.random(in: 0 ... .max) })
        await store.close()
        console.say("\(path) has this version's schema.")
        return .ok
    }
}
