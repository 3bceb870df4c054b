import Vocabulary

// After the clock was set back, nothing waits for longer than it could when it began to wait.
extension WriteTransaction {
    /// What another process wrote may be ahead by so much, where several share a database.
    private static let ahead = Duration.seconds(60)

    /// - Parameter pause: The longest between two tries of a push.
    package func boundPushes(pause: Duration) throws {
        let changes = try connection.statement(
            "UPDATE push SET next_at = ?1 WHERE (pushed IS NULL OR pushed <> wanted) AND next_at > ?2"
        ).bind(1, now.milliseconds).bind(2, (now + pause + Self.ahead).milliseconds).change()
        if changes > 0 { signal(.pushes) }
    }

    /// - Parameter pause: The longest that a step sleeps.
    package func boundSteps(pause: Duration) throws {
        let changes = try connection.statement("UPDATE step SET due = ?1 WHERE state = 'sleeping' AND due > ?2")
            .bind(1, now.milliseconds).bind(2, (now + pause + Self.ahead).milliseconds).change()
        if changes > 0 { signal(.plans) }
    }

    /// Questions are open, and effects can be taken back, from now on for as long as they were to be.
    ///
    /// - Parameter undo: How long an effect can be taken back.
    package func boundQuestions(undo: Duration) throws {
        try connection.statement(
            """
            UPDATE confirmation SET expires_at = expires_at - created_at + ?1, created_at = ?1
            WHERE state = 'open' AND created_at > ?2
            """
        ).bind(1, now.milliseconds).bind(2, (now + Self.ahead).milliseconds).run()
        try connection.statement("UPDATE undo SET expires_at = ?1 WHERE used = 0 AND expires_at > ?2")
            .bind(1, (now + undo).milliseconds).bind(2, (now + undo + Self.ahead).milliseconds).run()
    }

    /// The last signs of agents and the beginning of model calls: silence, and what nobody settles, count from them.
    package func boundSigns() throws {
        let latest = (now + Self.ahead).milliseconds
        try connection.statement("UPDATE agent SET seen_at = ?1 WHERE connected = 1 AND seen_at > ?2")
            .bind(1, now.milliseconds).bind(2, latest).run()
        try connection.statement("UPDATE spend SET at = ?1 WHERE state = 'reserved' AND at > ?2")
            .bind(1, now.milliseconds).bind(2, latest).run()
    }
}
