import CommandLine
import Store
import Vocabulary

/// `waggle compact`: makes the database's file as small as what is in it.
struct CompactCommand: LocalCommand {
    static let name = "compact"
    static let summary = "Make the database's file as small as what is in it; the control plane must not run."
    static let discussion = """
        Room that deleted rows left is filled again by itself, so this is only for a disk that needs it back. It takes as
        much room again while it runs.
        """
    static let options = LocalDatabase.options + [.flag("json", "Print the data as JSON.")]

    private let database: LocalDatabase
    private let isJSON: Bool

    init(parsing arguments: Arguments) throws(UsageError) {
        database = LocalDatabase(arguments)
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) async throws -> ExitCode {
        let (path, folder) = try database.place()
        if let holder = DatabaseFile.holder(of: path) { throw ClientProblem("\(holder).", .conflict) }
        try LocalDatabase.examine(path, dataFolder: folder, console)
        let sizes: (before: Int, after: Int)
        do { sizes = try DatabaseCompaction(path: path).run() } catch StoreError.conflict(let why) {
            throw ClientProblem("\(why).", .conflict)
        } catch StoreError.missing(let what) { throw ClientProblem("there is no \(what).", .notFound) }
        if isJSON {
            let json: JSONValue = [
                "database": .string(path), "bytes_before": .integer(Int64(sizes.before)),
                "bytes_after": .integer(Int64(sizes.after)),
            ]
            console.data(json.canonical)
        } else {
            console.say("\(path): \(sizes.before) bytes before, \(sizes.after) after.")
        }
        return .ok
    }
}
