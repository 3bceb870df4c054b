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

    package init(
        writer: String, sequence: Int64, at: Timestamp, principal: PrincipalID?, action: String, subject: String,
        detail: String, message: MessageID?, previous: String, hash: String
    ) {
        self.writer = writer
        self.sequence = sequence
        self.at = at
        self.principal = principal
        self.action = action
        self.subject = subject
        self.detail = detail
        self.message = message
        self.previous = previous
        self.hash = hash
    }
}
