package import Vocabulary

/// A message on its way out through a provider.
package struct OutboundRecord: Sendable {
    package enum State: String, Sendable, CaseIterable {
        case queued, sending, sent, delivered, read, failed
        /// The call ended without an answer: the provider may have taken it.
        case unknown
    }

    package var id: OutboundID
    package var message: MessageID
    package var provider: Provider
    package var address: String
    package var state: State
    package var attempts: Int
    /// Goes before notifications that can wait.
    package var isUrgent: Bool
    /// Ordinal among the parts of one message, from 0.
    package var part: Int
    /// JSON of what is sent, made by the bridge's codec for the provider.
    package var body: String
    package var notBefore: Timestamp
    package var providerKey: String?
    /// The outcome of a send was unknown: what goes out after it may be a repetition.
    package var wasResent: Bool
    package var error: String?
    package var updatedAt: Timestamp
}
