/// Where a database is.
package enum StoreLocation: Sendable {
    /// In this process, gone with it.
    case memory
    /// A SQLite file, used by this process alone.
    case file(String)
    /// A PostgreSQL database that several processes may share: a URL or connection string as libpq takes them.
    case server(String)
}
