import PostgreSQL
import Threading

/// Brings the signals of other processes to this one's waiters.
final class SignalExchange: Sendable {
    static let channel = "waggle"

    private let listener: Listener

    init(url: String, writer: String, board: SignalBoard, jobs: Lock<Int>) throws {
        let known = Lock<[String: Int64]?>(nil)
        listener = try Listener(
            url: url, channel: Self.channel,
            look: { connection in
                let batches = try connection.statement("SELECT writer, batch FROM process WHERE writer <> ?1")
                    .bind(1, writer).all { ($0.text(0), $0.int64(1)) }
                let now = Dictionary(uniqueKeysWithValues: batches)
                let isNew = known.withLock { known in
                    defer { known = now }
                    return known != now
                }
                guard isNew else { return }
                try Self.countJobs(connection, jobs)
                board.raise(.max)
            },
            heard: { connection, message in
                guard let message else { return board.raise(.max) }
                let words = message.split(separator: " ")
                guard words.count == 2, words[0] != writer, let signals = UInt32(words[1]) else { return }
                if signals & 1 << StoreSignal.jobs.rawValue != 0 { try Self.countJobs(connection, jobs) }
                board.raise(signals)
            })
    }

    /// How many agents of this process are worth waking for what another one added.
    private static func countJobs(_ connection: Connection, _ jobs: Lock<Int>) throws {
        let count = try connection.statement(
            """
            SELECT COUNT(*) FROM (SELECT 1 FROM swarm CROSS JOIN task WHERE swarm.state = 'running' AND swarm.gate = 0
            AND swarm.running < swarm.agents AND task.swarm = swarm.id AND task.finished_at IS NULL
            AND task.lane IS NOT NULL LIMIT 1000) AS claimable
            """
        ).first { $0.int(0) }
        jobs.withLock { $0 = count ?? 0 }
    }

    func close() { listener.close() }

    static func message(_ signals: UInt32, from writer: String) -> String { "\(writer) \(signals)" }
}
