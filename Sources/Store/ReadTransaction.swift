package import Vocabulary

/// A consistent view of the database; its extensions are one per table.
///
/// Not Sendable: it lives on its connection's thread and only inside the call it was handed to.
package class ReadTransaction {
    let connection: Session
    package let now: Timestamp

    init(connection: Session, now: Timestamp) {
        self.connection = connection
        self.now = now
    }
}
