import Cards
/// A file that came with a message: its bytes, or the provider's name under which they can be fetched for a while.
package struct AttachmentReference: Hashable, Sendable, Codable {
    package enum Content: Hashable, Sendable, Codable {
        /// The provider's media id; WhatsApp keeps inbound media for 7 days.
        case media(id: String)
        case inline([UInt8])
    }

    package var content: Content
    /// As the sender's device called it, without folders and control characters; at most 200 characters.
    package var name: String
    /// What the sender claims; judge a file by its bytes instead.
    package var mediaType: String
    /// SHA-256 of the bytes where the provider tells it, 32 bytes.
    package var sha256: [UInt8]?
    /// In bytes, where known.
    package var size: Int?

    /// Cleans `name`, which comes from outside: only its last path component stays, without control characters.
    package init(content: Content, name: String?, mediaType: String, sha256: [UInt8]? = nil, size: Int? = nil) {
        self.content = content
        self.name = AttachmentReference.cleaned(name)
        self.mediaType = String(mediaType.prefix(100))
        self.sha256 = sha256?.count == 32 ? sha256 : nil
        self.size = size
    }

    private static func cleaned(_ name: String?) -> String {
        let last = (name ?? "").split { $0 == "/" || $0 == "\\" }.last ?? ""
        let visible = Inert.withoutControls(String(last)).prefix(200)
        return visible.isEmpty || visible.allSatisfy({ $0 == "." }) ? "attachment" : String(visible)
    }
}
