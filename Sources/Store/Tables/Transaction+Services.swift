package import Vocabulary

extension ReadTransaction {
    /// Whether other processes may write between two transactions of this one.
    package var isShared: Bool { connection.isShared }
}

extension WriteTransaction {
    /// Takes or keeps the right to run a service that only one process runs; false while another one has it.
    package func takeService(_ name: String, until: Timestamp) throws -> Bool {
        try connection.statement(
            """
            INSERT INTO service(name, holder, until) VALUES(?1, ?2, ?3)
            ON CONFLICT(name) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE service.holder = excluded.holder OR service.until < ?4
            """
        ).bind(1, name).bind(2, state.writer).bind(3, until.milliseconds).bind(4, now.milliseconds).change() == 1
    }

    /// Gives the right back, where this process has it.
    package func leaveService(_ name: String) throws {
        try connection.statement("DELETE FROM service WHERE name = ?1 AND holder = ?2").bind(1, name)
            .bind(2, state.writer).run()
        signal(.services)
    }

    /// Forgets processes that have not written since `time`.
    package func forgetProcesses(before time: Timestamp) throws {
        try connection.statement("DELETE FROM process WHERE at < ?1").bind(1, time.milliseconds).run()
    }
}
