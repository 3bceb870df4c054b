package import Vocabulary

extension ReadTransaction {
    /// Whether other processes may write between two transactions of this one.
    package var isShared: Bool { connection.isShared }

    /// A service that is held for longer was taken by a clock that has been set back since.
    private var latestTurn: Int64 { (now + .seconds(60)).milliseconds }

    /// Whether a service has no holder, or one that was silent for too long or is gone.
    func isServiceFree(_ name: String) throws -> Bool {
        let holder = try connection.statement("SELECT holder FROM service WHERE name = ?1 AND until BETWEEN ?2 AND ?3")
            .bind(1, name).bind(2, now.milliseconds).bind(3, latestTurn).first { $0.text(0) }
        return try holder.map { try isGone($0) } ?? true
    }

    /// The services of names that begin so which are held by processes that live, this one's own left out.
    func servicesElsewhere(_ prefix: String, own: String) throws -> [String] {
        let held = try connection.statement(
            "SELECT name, holder FROM service WHERE name >= ?1 AND name < ?2 AND until BETWEEN ?3 AND ?4 AND holder <> ?5"
        ).bind(1, prefix).bind(2, prefix + "\u{7f}").bind(3, now.milliseconds).bind(4, latestTurn).bind(5, own)
            .all { (name: $0.text(0), holder: $0.text(1)) }
        let gone = try Set(held.map(\.holder)).filter { try isGone($0) }
        return held.filter { !gone.contains($0.holder) }.map(\.name)
    }

    /// Whether a process that shares the database is known to be gone.
    func isGone(_ process: String) throws -> Bool {
        guard connection.isShared else { return false }
        return try connection.statement(Presence.isGone).bind(1, process).first { _ in true } ?? false
    }
}

extension WriteTransaction {
    /// Takes or keeps the right to run a service that only one process runs; false while another one has it.
    ///
    /// - Parameter until: Within a minute.
    package func takeService(_ name: String, until: Timestamp) throws -> Bool {
        let isKept =
            try connection.statement("UPDATE service SET until = ?1 WHERE name = ?2 AND holder = ?3")
            .bind(1, until.milliseconds).bind(2, name).bind(3, state.writer).change() == 1
        if isKept { return true }
        guard try isServiceFree(name) else { return false }
        try connection.statement(
            """
            INSERT INTO service(name, holder, until) VALUES(?1, ?2, ?3)
            ON CONFLICT(name) DO UPDATE SET holder = excluded.holder, until = excluded.until
            """
        ).bind(1, name).bind(2, state.writer).bind(3, until.milliseconds).run()
        return true
    }

    /// Gives the right back, where this process has it.
    ///
    /// - Parameter isAwaited: Whether others wait for it.
    package func leaveService(_ name: String, isAwaited: Bool = true) throws {
        try connection.statement("DELETE FROM service WHERE name = ?1 AND holder = ?2").bind(1, name)
            .bind(2, state.writer).run()
        if isAwaited { signal(.services) }
    }

    /// Forgets processes that have not written since `time`.
    package func forgetProcesses(before time: Timestamp) throws {
        try connection.statement("DELETE FROM process WHERE at < ?1").bind(1, time.milliseconds).run()
    }
}
