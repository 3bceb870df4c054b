package import Vocabulary

/// One link of the audit chain of a writing process.
package struct AuditRecord: Sendable {
    package var writer: String
    package var sequence: Int64
    package var at: Timestamp
    package var principal: PrincipalID?
    package var action: String
    package var subject: String
    /// JSON object.
    package var detail: String
    package var message: MessageID?
    /// Hash of the link before, in hex; for a chain's first link, the hash of nothing.
    package var previous: String
    package var hash: String
}
