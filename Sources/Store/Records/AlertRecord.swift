package import Vocabulary

/// Something an operator has to know; it stands until what is wrong is over.
package struct AlertRecord: Sendable, Hashable {
    package let id: Int64
    /// What is wrong, by kind and subject: there is one open alert a key.
    package let key: String
    package let swarm: SwarmID?
    package let text: String
    package let raisedAt: Timestamp
    package let acknowledgedAt: Timestamp?
    package let acknowledgedBy: PrincipalID?
    package let clearedAt: Timestamp?
}
