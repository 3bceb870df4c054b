/// Where the bytes of attachments that a provider keeps are fetched.
package protocol AttachmentSource: Sendable {
    /// The bytes of a media id, checked against the digest where there is one; throws `ChatBridgeError`.
    func media(_ id: String, sha256: [UInt8]?) async throws -> [UInt8]
}

/// Shows the sender that their message was seen; failing is harmless.
package protocol ReadReceipts: Sendable {
    func markRead(_ providerMessageID: String, typing: Bool) async -> Bool
}

extension WhatsAppClient: AttachmentSource, ReadReceipts {}
