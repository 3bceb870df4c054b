package import SQLite
package import Vocabulary

/// A consistent view of the database; its extensions are one per table.
///
/// Not Sendable: it lives on its connection's thread and only inside the call it was handed to.
package class ReadTransaction {
    package let connection: Connection
    package let now: Timestamp

    init(connection: Connection, now: Timestamp) {
        self.connection = connection
        self.now = now
    }
}
