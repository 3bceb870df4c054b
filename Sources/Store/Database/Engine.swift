import PostgreSQL
import SQLite

/// The writer and the readers of the database that stands behind a store.
enum Engine: Sendable {
    case sqlite(SQLite.GroupCommitWriter, SQLite.ReaderPool)
    case postgres(PostgreSQL.GroupCommitWriter, PostgreSQL.ReaderPool, SignalExchange)

    func write<T: Sendable>(
        isProbe: Bool = false, _ body: @escaping @Sendable (Session) throws -> T
    ) async throws -> T {
        switch self {
        case .sqlite(let writer, _): try await writer.write(isProbe: isProbe) { try body(.sqlite($0)) }
        case .postgres(let writer, _, _): try await writer.write(isProbe: isProbe) { try body(.postgres($0)) }
        }
    }

    /// Fails what waits for the writer and was not begun, but probes; gives how many that were.
    func refuseWaiting(_ error: any Error) -> Int {
        switch self {
        case .sqlite(let writer, _): writer.refuseWaiting(error)
        case .postgres(let writer, _, _): writer.refuseWaiting(error)
        }
    }

    func writeUnguarded<T: Sendable>(_ body: @escaping @Sendable (Session) throws -> T) async throws -> T {
        switch self {
        case .sqlite(let writer, _): try await writer.writeUnguarded { try body(.sqlite($0)) }
        case .postgres(let writer, _, _): try await writer.write { try body(.postgres($0)) }
        }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (Session) throws -> T) async throws -> T {
        switch self {
        case .sqlite(_, let readers): try await readers.read { try body(.sqlite($0)) }
        case .postgres(_, let readers, _): try await readers.read { try body(.postgres($0)) }
        }
    }

    var writerFigures: StoreFigures.Writer {
        switch self {
        case .sqlite(let writer, _):
            let metrics = writer.metrics
            return StoreFigures.Writer(
                waiting: metrics.waiting, commits: metrics.batches, operations: metrics.operations,
                failedCommits: metrics.failedCommits, lastCommitMicroseconds: metrics.lastCommitMicroseconds,
                walBytes: metrics.walBytes)
        case .postgres(let writer, _, _):
            let metrics = writer.metrics
            return StoreFigures.Writer(
                waiting: metrics.waiting, commits: metrics.batches, operations: metrics.operations,
                failedCommits: metrics.lostCommits, lastCommitMicroseconds: metrics.lastCommitMicroseconds)
        }
    }

    func close() async {
        switch self {
        case .sqlite(let writer, let readers):
            await readers.close()
            await writer.close()
        case .postgres(let writer, let readers, let exchange):
            exchange.close()
            await readers.close()
            await writer.close()
        }
    }
}
