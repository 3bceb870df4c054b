import Crypto

extension WhatsAppWebhook {
    /// The body to answer the registration's GET with, or nil for 403.
    ///
    /// Takes `hub.mode`, `hub.verify_token` and `hub.challenge`. That request carries no signature.
    package func challenge(mode: String?, verifyToken token: String?, challenge: String?) -> String? {
        guard mode == "subscribe", let token, Secret(token) == verifyToken, let challenge,
            (1...256).contains(challenge.utf8.count), challenge.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        return challenge
    }

    /// Whether `X-Hub-Signature-256` belongs to the body's very bytes.
    ///
    /// It is `sha256=` and the HMAC-SHA256 in 64 lower-case hex digits, compared in constant time. Takes the header's
    /// only value; nil where it is missing or came twice.
    package func isAuthentic(signature: String?, body: [UInt8]) -> Bool {
        guard let signature else { return false }
        return constantTimeEquals(
            Array(signature.utf8), Array("sha256=".utf8) + HexEncoding.encode(key.code(for: body)).utf8)
    }
}
