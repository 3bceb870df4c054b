import Glibc

/// Which database a run of the tests stands on: PostgreSQL where `WAGGLE_TEST_DATABASE` is `postgres`, else SQLite.
package enum TestDatabase {
    package static var isServer: Bool {
        getenv("WAGGLE_TEST_DATABASE").map { String(cString: $0) == "postgres" } ?? false
    }

    /// The URL of a new, empty database on the tests' own server; nil where the tests stand on SQLite.
    package static func server() async throws -> String? {
        isServer ? try await PostgreSQLServer.shared.database() : nil
    }
}
