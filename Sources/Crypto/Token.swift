/// A bearer token: 256 random bits that mean nothing by themselves.
///
/// Its text is `wg_`, 64 hexadecimal digits and 8 digits of checksum (the first 4 bytes of SHA-256 over what stands
/// before). The prefix lets scanners find a leaked one, the checksum refuses a mistyped one without asking the database.
/// Stored is only `digest`; with 256 random bits a plain SHA-256 cannot be guessed back.
package struct Token: Sendable {
    package static let prefix = "wg_"
    /// The random part in bytes.
    package static let randomByteCount = 32

    private let text: String

    /// The token of these random bytes; nil unless there are 32.
    package init?(random bytes: [UInt8]) {
        guard bytes.count == Self.randomByteCount else { return nil }
        self.init(random: HexEncoding.encode(bytes))
    }

    private init(random digits: String) {
        let body = Self.prefix + digits
        text = body + Self.checksum(of: body)
    }

    /// Reads a token that somebody presents; nil when it is none, whatever it may open.
    package init?(_ text: String) {
        guard text.utf8.count == 75, text.hasPrefix(Self.prefix), text == text.lowercased(),
            HexEncoding.decode(text.dropFirst(3)) != nil,
            constantTimeEquals(Array(Self.checksum(of: String(text.dropLast(8))).utf8), Array(text.utf8.suffix(8)))
        else { return nil }
        self.text = text
    }

    /// A new token from the kernel's randomness.
    package static func generate() -> Token {
        Token(random: HexEncoding.encode(SecureRandom.bytes(randomByteCount)))
    }

    /// The text to hand to its owner, once.
    package var secret: Secret { Secret(text) }

    /// What the database keeps and looks up: SHA-256 over the text, 32 bytes.
    package var digest: [UInt8] { SHA256.digest(text) }

    private static func checksum(of body: String) -> String {
        HexEncoding.encode(SHA256.digest(body).prefix(4))
    }
}

extension Token: Equatable {
    package static func == (left: Token, right: Token) -> Bool { left.secret == right.secret }
}

extension Token: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "wg_•••" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
