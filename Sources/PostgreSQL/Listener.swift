import CPostgreSQL
import Glibc
import Threading

/// Hears what other processes say with NOTIFY, and looks by itself where it cannot hear.
///
/// A thread with a connection of its own. Behind a pooler, which gives every transaction another session, nothing can be
/// heard: then it looks every second, otherwise only now and then, for safety.
package final class Listener: Sendable {
    private let isClosed = Lock(false)

    /// Starts the thread; it connects, and connects again, by itself.
    ///
    /// - Parameters:
    ///   - url: As for `Connection`.
    ///   - channel: Letters only.
    ///   - joined: Runs on the thread with each fresh connection that hears, outside of a transaction.
    ///   - look: Runs on the thread with the connection, inside a read transaction of its own: now and then, and first of all
    ///     after a time in which messages may have been lost.
    ///   - heard: Runs on the thread with messages that came together.
    package init(
        url: String, channel: String, joined: @escaping @Sendable (Connection) throws -> Void,
        look: @escaping @Sendable (Connection) throws -> Void, heard: @escaping @Sendable ([String]) -> Void
    ) throws {
        let isStarted = DedicatedThread.start(name: "waggle-listener") { [isClosed] in
            while !isClosed.withLock({ $0 }) {
                if let connection = try? Connection(url: url) {
                    try? Self.listen(connection, channel, isClosed, joined, look, heard)
                }
                if !isClosed.withLock({ $0 }) { usleep(500_000) }
            }
        }
        guard isStarted else { throw PostgreSQLError(.misuse, "the system has no thread for the listener") }
    }

    deinit { close() }

    /// Ends the thread within a second.
    package func close() { isClosed.withLock { $0 = true } }

    private static func listen(
        _ connection: Connection, _ channel: String, _ isClosed: Lock<Bool>,
        _ joined: (Connection) throws -> Void, _ look: (Connection) throws -> Void, _ heard: ([String]) -> Void
    ) throws {
        if connection.isDirect {
            try connection.execute("LISTEN \(channel)")
            try joined(connection)
        }
        let interval: Int64 = connection.isDirect ? 15_000 : 1_000
        var nextLook = Socket.milliseconds()
        while !isClosed.withLock({ $0 }) {
            if Socket.milliseconds() >= nextLook {
                try connection.beginRead()
                try look(connection)
                try connection.commit()
                nextLook = Socket.milliseconds() + interval
            }
            // What came with the answers of a look waits in memory, where no socket tells of it.
            var messages = connection.notifications()
            if messages.isEmpty {
                let deadline = min(nextLook, Socket.milliseconds() + 500)
                if Socket.waitUntilReadable(connection.socket, until: deadline) { try connection.consume() }
                messages = connection.notifications()
            }
            if !messages.isEmpty { heard(messages) }
        }
    }
}
