import Glibc

/// Which database a run of the tests stands on: PostgreSQL where `WAGGLE_TEST_DATABASE` is `postgres`, PostgreSQL behind
/// PgBouncer where it is `pgbouncer`, else SQLite.
package enum TestDatabase {
    package static var isServer: Bool { kind == "postgres" || isPooled }
    private static var isPooled: Bool { kind == "pgbouncer" }
    private static var kind: String? { getenv("WAGGLE_TEST_DATABASE").map { String(cString: $0) } }

    /// The URL of a new, empty database on the tests' own server; nil where the tests stand on SQLite.
    package static func server() async throws -> String? {
        isServer ? try await PostgreSQLServer.shared.database(isPooled: isPooled) : nil
    }
}
