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
    /// Hash of the link before, in hex; for a chain's first link, the heads of chains it found (see `AuditChain`).
    package var previous: String
    package var hash: String

    /// A place in the log of all writers, in order of time.
    package struct Cursor: Sendable, Hashable, CustomStringConvertible {
        package let at: Int64
        package let writer: String
        package let sequence: Int64

        /// Reads what `description` gave; nil for anything else.
        package init?(_ text: some StringProtocol) {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 3, let at = Int64(parts[0]), let sequence = Int64(parts[2]), !parts[1].isEmpty,
                parts[1].utf8.count <= 32
            else { return nil }
            (self.at, writer, self.sequence) = (at, String(parts[1]), sequence)
        }

        fileprivate init(_ record: AuditRecord) {
            (at, writer, sequence) = (record.at.milliseconds, record.writer, record.sequence)
        }

        package var description: String { "\(at)-\(writer)-\(sequence)" }
    }

    package var cursor: Cursor { Cursor(self) }

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
