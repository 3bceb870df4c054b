import Store

/// Where the queue's rounds find a fresh database: a file beside the measurement, or a PostgreSQL server.
struct QueueDatabase: Sendable {
    private enum Place: Sendable {
        case file
        /// A server, by the address of a database whose owner may make others.
        case server(String, PostgreSQLCluster?)
    }

    private let place: Place

    /// - Parameters:
    ///   - text: Nil for SQLite, `postgres` for a server that is started here and gone with `stop`, else a server's URL.
    ///   - folder: Where such a server keeps its data.
    init(_ text: String?, folder: String) async throws {
        guard let text else {
            place = .file
            return
        }
        let cluster = text == "postgres" ? try await PostgreSQLCluster(in: folder) : nil
        place = .server(cluster?.address ?? text, cluster)
    }

    /// What stands behind it, as the page names it.
    var name: String {
        switch place {
        case .file: "SQLite"
        case .server: "PostgreSQL"
        }
    }

    /// A new, empty database; on a server the one before is dropped.
    func fresh(in scratch: String) async throws -> StoreLocation {
        switch place {
        case .file: .file("\(scratch)/waggle.db")
        case .server(let url, _): .server(try await PostgreSQLCluster.freshDatabase("waggle_bench", at: url))
        }
    }

    func stop() async {
        guard case .server(let url, let cluster) = place else { return }
        if let cluster { return await cluster.stop() }
        try? await PostgreSQLCluster.drop("waggle_bench", at: url)
    }
}
