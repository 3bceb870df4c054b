package import Store
package import Vocabulary

/// Writes down who took a copy of the whole database.
package struct NoteBackup: StoreOperation {
    let bytes: Int
    let by: PrincipalID

    package init(bytes: Int, by: PrincipalID) {
        self.bytes = bytes
        self.by = by
    }

    package func perform(in transaction: WriteTransaction) throws {
        try transaction.audit(
            "database.backup", by: by, subject: "database", detail: EventData.object(["bytes": .integer(Int64(bytes))]))
    }
}
