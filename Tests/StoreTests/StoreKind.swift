import Store
import TestSupport
import Vocabulary

/// The databases a store can stand on; what holds on one holds on the other.
enum StoreKind: String, CaseIterable, Sendable {
    case sqlite, postgres, pgbouncer

    /// Where a new, empty database of this kind is.
    func location() async throws -> StoreLocation {
        switch self {
        case .sqlite: .memory
        case .postgres: .server(try await PostgreSQLServer.shared.database())
        case .pgbouncer: .server(try await PostgreSQLServer.shared.database(isPooled: true))
        }
    }

    func store() async throws -> Store {
        try await Store(
            at: try await location(), clock: { Timestamp(milliseconds: 1_000) },
            randomNumber: { .random(in: 0 ... .max) })
    }
}
