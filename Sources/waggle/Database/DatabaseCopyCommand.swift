import CommandLine
import Configuration
import Crypto
import Store
import Vocabulary

/// `waggle database copy`: from SQLite to PostgreSQL.
struct DatabaseCopyCommand: LocalCommand {
    static let name = "database copy"
    static let summary = "Copy a SQLite database into the empty PostgreSQL database of the settings."
    static let discussion = """
        No control plane may run on the file. WAGGLE_DATABASE (or WAGGLE_DATABASE_FILE, or --database) names the
        PostgreSQL database. The file stays as it is. The copy is a new life of the database: agents' leases end, and
        results of earlier ones are set aside, never merged. Repositories, bundles and attachments stay in their folders.
        """
    static let positionals = [PositionalSpec("FILE", "The SQLite file.", completion: .file)]
    static let options = LocalDatabase.options + [.flag("json", "Print the data as JSON.")]

    private let file: String
    private let database: LocalDatabase
    private let isJSON: Bool

    init(parsing arguments: Arguments) throws(UsageError) {
        file = arguments.positionals[0]
        database = LocalDatabase(arguments)
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) async throws -> ExitCode {
        guard case .postgres(let url) = try database.location() else {
            throw ClientProblem("the settings name no PostgreSQL database: set WAGGLE_DATABASE.", .usage)
        }
        try LocalFile.check(file)
        let rows: Int
        do {
            rows = try DatabaseCopy(
                from: file, to: url.expose(), now: WallClock.now(), randomNumber: { UInt64.random(in: 0 ... .max) }
            ).run()
        } catch StoreError.conflict(let why) { throw ClientProblem("\(why).", .conflict) }
        if isJSON {
            let json: JSONValue = ["file": .string(file), "rows": .integer(Int64(rows))]
            console.data(json.canonical)
        } else {
            console.say("\(rows) rows of \(file) are in the PostgreSQL database.")
        }
        return .ok
    }
}
