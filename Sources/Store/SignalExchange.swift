import PostgreSQL
import Threading

/// Brings the signals of other processes to this one's waiters.
final class SignalExchange: Sendable {
    static let channel = "waggle"

    private let listener: Listener

    init(url: String, writer: String, board: SignalBoard, jobs: JobEstimate) throws {
        let known = Lock<[String: Int64]?>(nil)
        listener = try Listener(
            url: url, channel: Self.channel, joined: { try Presence.announce(writer, on: $0) },
            look: { connection in
                let batches = try connection.statement("SELECT writer, batch FROM process WHERE writer <> ?1")
                    .bind(1, writer).all { ($0.text(0), $0.int64(1)) }
                let turn = try connection.statement("SELECT number FROM turn").first { $0.int64(0) }
                let now = Dictionary(uniqueKeysWithValues: batches)
                let isNew = known.withLock { known in
                    defer { known = now }
                    return known != now
                }
                guard isNew else { return }
                jobs.add(JobEstimate.many, turn: turn ?? 0)
                board.raise(.max)
            },
            heard: { messages in
                let said = messages.compactMap { Message($0) }.filter { $0.writer != writer }
                for message in said where message.jobs > 0 { jobs.add(message.jobs, turn: message.turn) }
                board.raise(said.reduce(0) { $0 | $1.signals })
            })
    }

    func close() { listener.close() }

    /// - Parameter jobs: How many agents are worth waking.
    static func message(_ signals: UInt32, jobs: Int, turn: Int64, from writer: String) -> String {
        "\(writer) \(signals) \(jobs) \(turn)"
    }

    private struct Message {
        let writer: Substring
        let signals: UInt32
        let jobs: Int
        let turn: Int64

        init?(_ text: String) {
            let words = text.split(separator: " ")
            guard words.count == 4, let signals = UInt32(words[1]), let jobs = Int(words[2]), let turn = Int64(words[3])
            else { return nil }
            (writer, self.signals, self.jobs, self.turn) = (words[0], signals, jobs, turn)
        }
    }
}
