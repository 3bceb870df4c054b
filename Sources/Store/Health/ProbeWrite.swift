/// A durable write that shows whether the database takes one, and gives a fresh epoch.
struct ProbeWrite: StoreOperation {
    /// What a batch of ordinary work writes, so that a database with room for a row and no more does not look well.
    static let weight = 64 << 10

    /// Whether the probe is as heavy as work; a quiet database is only touched.
    let isHeavy: Bool

    func perform(in transaction: WriteTransaction) throws -> Int64 {
        try transaction.noteProbe(padding: isHeavy ? Self.weight : 0)
        return try transaction.nextEpoch()
    }
}
