import Store
import Subprocess
import Vocabulary

/// Measures one cell.
struct PeerMeasurement: Sendable {
    let seconds: Int
    let folder: String
    let peers: String
    let python: String

    private static let inFlight = 128
    /// How often a cell is measured at most while the disk does not hold still.
    private static let attempts = 3

    /// Measures until the flush before and after differ by less than 30 %; the last attempt stands, marked, otherwise.
    func run(_ cell: PeerCell, round: Int, cluster: PostgreSQLCluster?) async throws -> PeerRun {
        var attempt = 1
        while true {
            let scratch = try ScratchFolder(in: folder)
            let before = try FlushProbe(folder: scratch.path, seconds: 0.5).sample
            var answer = try await measure(cell, in: scratch.path, cluster)
            let after = try FlushProbe(folder: scratch.path, seconds: 0.5).sample
            let moved = after.percentile(50) / max(before.percentile(50), 1)
            let isSteady = (1 / 1.3...1.3).contains(moved)
            if isSteady || cell.isFence || attempt == Self.attempts {
                answer["is_steady"] = .bool(isSteady)
                answer["attempts"] = .integer(Int64(attempt))
                return PeerRun(cell, round: round, answer: .object(answer), flush: (before, after))
            }
            attempt += 1
        }
    }

    private func measure(
        _ cell: PeerCell, in scratch: String, _ cluster: PostgreSQLCluster?
    ) async throws -> [String: JSONValue] {
        var database = "\(scratch)/peer.db"
        if cell.database == .postgreSQL {
            guard let cluster else { throw BenchError("there is no PostgreSQL for \(cell.rawValue)") }
            database = try await cluster.freshDatabase("bench")
        }
        guard let peer = cell.peer else {
            let location = cell.database == .sqlite ? StoreLocation.file(database) : .server(database)
            if cell.isFence {
                return try await QueueFence(database: location, folder: scratch).run().object ?? [:]
            }
            return try await ownQueue(location, in: scratch)
        }
        let result = try await Subprocess.run(
            SubprocessRequest(
                executable: python, arguments: ["\(peers)/run.py", peer, cell.mode, database, "\(seconds)"],
                environment: ["PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"], directory: scratch,
                timeout: .seconds(60 + 10 * seconds)))
        let line = result.outputText.split(separator: "\n").last { $0.hasPrefix("{") } ?? ""
        guard let answer = JSONValue(parsing: line.utf8)?.object else {
            throw BenchError("\(cell.rawValue) \(result.termination): \(result.errorText.suffix(1_000))")
        }
        return answer
    }

    /// Waggle's own service as `waggle-bench queue` drives it: every task is added, claimed and completed in one loop.
    private func ownQueue(
        _ database: StoreLocation, in scratch: String
    ) async throws -> [String: JSONValue] {
        let result = try await QueueRound(
            database: database, folder: scratch, inFlight: Self.inFlight, seconds: 2 * seconds, backlog: 0, paused: 0,
            usesDesk: true
        ).run()
        return [
            "tasks_per_second": .number(result.tasksPerSecond), "done": .integer(Int64(result.tasks)),
            "rows_match": .bool(result.isWhole),
            "settings": .string(
                "\(durability(of: database)), \(Self.inFlight) tasks in flight, added, claimed and completed in one loop"
            ),
        ]
    }

    private func durability(of database: StoreLocation) -> String {
        if case .server = database { "synchronous_commit=on" } else { "flushed before each answer" }
    }
}
