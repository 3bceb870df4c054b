import CommandLine
import Store
import Vocabulary

/// `waggle restore`: puts a backup in the database's place.
struct RestoreCommand: LocalCommand {
    static let name = "restore"
    static let summary = "Put a backup in the place of the database; the control plane must not run."
    static let discussion = """
        The backup is verified first. The database that stands there is kept under another name. What was leased when the
        backup was taken is fenced: results that agents still hold for it are set aside, never merged.
        """
    static let positionals = [PositionalSpec("FILE", "A file that “waggle backup” wrote.", completion: .file)]
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
        let path = try database.place().path
        try LocalFile.check(file)
        let kept: String?
        do {
            kept = try DatabaseRestore(
                path: path, now: WallClock.now(), randomNumber: { UInt64.random(in: 0 ... .max) }
            ).run(from: file)
        } catch StoreError.conflict(let why) { throw ClientProblem("\(why).", .conflict) }
        if isJSON {
            let json: JSONValue = ["database": .string(path), "kept": kept.map { .string($0) } ?? .null]
            console.data(json.canonical)
        } else {
            console.say("\(path) is restored.")
            if let kept { console.say("The database that stood there is kept as \(kept).") }
        }
        return .ok
    }
}
