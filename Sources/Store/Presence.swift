import PostgreSQL

/// How processes that share a database see that one of them is gone: each holds a lock of its session for as long as it
/// listens, which ends with its connection however that ends.
///
/// A process behind a pooler has none: it counts as gone when what it holds was not renewed, or when another one was started
/// in its place.
enum Presence {
    /// The first half of the locks' names: `wagg` in ASCII.
    private static let kind: Int32 = 0x7761_6767
    /// No lock: a process that is known to be gone.
    static let none: Int64 = -1

    /// The second half: a number of the process's own.
    static func number(of writer: String) -> Int64 { (Int64(writer.prefix(8), radix: 16) ?? 0) & 0x7fff_ffff }

    /// Says that this process is there, for as long as the connection lives.
    static func announce(_ writer: String, on connection: Connection) throws {
        // Shared, so that a session that ended and is not yet known to have does not hold up the next one.
        let number = number(of: writer)
        try connection.execute("SELECT pg_advisory_lock_shared(\(kind), \(number))")
        try connection.execute(
            """
            INSERT INTO process(writer, batch, at, presence) VALUES('\(writer)', 0, 0, \(number))
            ON CONFLICT(writer) DO UPDATE SET presence = excluded.presence
            """)
    }

    /// Asks whether process `?1` is known to be gone: a row where it is.
    static let isGone: StaticString = """
        SELECT 1 FROM process WHERE writer = ?1 AND presence IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid::BIGINT = 2002872167 AND objid::BIGINT = presence
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND granted)
        """
}
