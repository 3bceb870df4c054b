package import Vocabulary

/// A swarm's branch on its way to the repository the swarm works on.
package struct PushRecord: Sendable, Hashable {
    package let swarm: SwarmID
    /// The commit the other repository is to have.
    package let wanted: String
    /// How often in a row it could not be handed over.
    package let failures: Int
}

extension ReadTransaction {
    /// Pushes whose time has come, oldest first.
    package func duePushes(limit: Int) throws -> [PushRecord] {
        try connection.statement(
            """
            SELECT swarm, wanted, failures FROM push WHERE (pushed IS NULL OR pushed <> wanted) AND next_at <= ?1
            ORDER BY next_at, swarm LIMIT ?2
            """
        ).bind(1, now.milliseconds).bind(2, limit).all {
            PushRecord(swarm: SwarmID($0.int64(0)), wanted: $0.text(1), failures: $0.int(2))
        }
    }

    /// When the next push is to be tried; nil where none waits.
    package func nextPush() throws -> Timestamp? {
        try connection.statement("SELECT MIN(next_at) FROM push WHERE pushed IS NULL OR pushed <> wanted")
            .first { $0.optionalInt64(0).map(Timestamp.init(milliseconds:)) } ?? nil
    }
}

extension WriteTransaction {
    /// Asks for a commit to be handed over; one that failed before keeps its pause.
    package func wantPush(_ commit: String, of swarm: SwarmID) throws {
        try connection.statement(
            """
            INSERT INTO push(swarm, wanted, next_at) VALUES(?1, ?2, ?3)
            ON CONFLICT(swarm) DO UPDATE SET wanted = excluded.wanted
            """
        ).bind(1, swarm.value).bind(2, commit).bind(3, now.milliseconds).run()
        signal(.pushes)
    }

    package func notePushed(_ commit: String, of swarm: SwarmID) throws {
        try connection.statement("UPDATE push SET pushed = ?1, failures = 0, next_at = ?2 WHERE swarm = ?3")
            .bind(1, commit).bind(2, now.milliseconds).bind(3, swarm.value).run()
    }

    package func notePushFailed(of swarm: SwarmID, next: Timestamp) throws {
        try connection.statement("UPDATE push SET failures = failures + 1, next_at = ?1 WHERE swarm = ?2")
            .bind(1, next.milliseconds).bind(2, swarm.value).run()
    }
}
