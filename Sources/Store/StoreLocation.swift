/// Where a database is.
package enum StoreLocation: Sendable {
    /// In this process, gone with it.
    case memory
    /// A SQLite file, used by this process alone.
    case file(String)
    /// A PostgreSQL database that several processes may share: a URL or connection string as libpq takes them.
    ///
    /// `node` names the one place of which at most one process works at a time (a data folder): what an earlier process of
    /// the same name held is free when the next one opens the database.
    case server(String, node: String? = nil)
}
