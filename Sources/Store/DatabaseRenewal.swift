import Vocabulary

/// Makes a copy of a database a life of its own: a new incarnation, no lease that anybody holds, and a record of it.
struct DatabaseRenewal {
    /// The audit record's action.
    let action: String
    /// The incarnation that was copied.
    let from: String
    /// How far the fencing counter moves where the clock does not move it.
    let epochJump: Int64

    func run(in transaction: WriteTransaction) throws {
        let new = HexName.make(transaction.randomNumber())
        try transaction.connection.statement("UPDATE meta SET value = ?1 WHERE name = 'incarnation'").bind(1, new).run()
        try fence(transaction)
        try transaction.audit(
            action, by: nil, subject: "database",
            detail: try StoredJSON.encode(["incarnation": new, "from": from]))
    }

    /// Moves the counter, and every lease with it, beyond all epochs that agents may hold.
    ///
    /// The clock is what tells two restores of one backup apart; a jump is left for a clock that went back. The agents of
    /// another life are told that their lease was revoked, and the loss is no crash of the task.
    private func fence(_ transaction: WriteTransaction) throws {
        // 52 bits, so that programs that know numbers as floating point read them exactly; 2,048 leases a millisecond.
        let byClock = max(transaction.now.milliseconds, 0) << 11
        let counter = try transaction.connection.statement(
            "UPDATE counter SET value = CASE WHEN value < ?1 THEN ?1 ELSE value + ?2 END WHERE name = 'epoch' RETURNING value"
        ).bind(1, byClock).bind(2, epochJump).first { $0.int64(0) }
        guard let counter else { throw StoreError.missing("epoch counter") }
        try transaction.connection.statement(
            "UPDATE task SET epoch = ?1, loss = 1, lease_until = ?2 WHERE leased = 1"
        ).bind(1, counter).bind(2, transaction.now.milliseconds).run()
        try transaction.connection.statement("UPDATE task SET salvage = 0 WHERE salvage = 1").run()
    }
}
