import PostgreSQL

/// A PostgreSQL server as `waggle doctor` sees it.
package struct DatabaseServer: Sendable {
    package let version: String
    package let roundTripMicroseconds: Int
    /// A pooler stands between, so that other processes' signals are looked for instead of heard.
    package let isPooled: Bool
    /// The server flushes what it commits.
    package let isDurable: Bool
    /// The role may create tables.
    package let mayCreate: Bool

    /// Connects and asks; changes nothing.
    ///
    /// - Throws: `StoreError.unavailable` where it cannot be reached.
    package static func look(at url: String) async throws -> DatabaseServer {
        do {
            let pool = try ReaderPool(url: url, count: 1)
            let report = try await pool.read { connection in
                let settings = try connection.statement(
                    """
                    SELECT current_setting('server_version'), current_setting('fsync'),
                    current_setting('full_page_writes'), has_schema_privilege(current_schema(), 'CREATE')
                    """
                ).first { ($0.text(0), $0.text(1), $0.text(2), $0.bool(3)) }
                let start = ContinuousClock.now
                _ = try connection.statement("SELECT 1").first { $0.int(0) }
                let taken = ContinuousClock.now - start
                guard let (version, fsync, pages, mayCreate) = settings else {
                    throw StoreError.unavailable("no answer")
                }
                return DatabaseServer(
                    version: String(version.prefix { $0 != " " }), roundTripMicroseconds: Int(taken / .microseconds(1)),
                    isPooled: !connection.isDirect, isDurable: fsync == "on" && pages == "on", mayCreate: mayCreate)
            }
            await pool.close()
            return report
        } catch let error as PostgreSQLError { throw StoreError.unavailable(error.message) }
    }
}
