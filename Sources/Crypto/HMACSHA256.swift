import CSodium

/// The keyed digest HMAC with SHA-256 (RFC 2104), with keys of any length.
package enum HMACSHA256 {
    /// The size of a code in bytes.
    package static let byteCount = 32

    /// A key taken in once, for codes of many messages.
    package struct Key: Sendable {
        // Only ever copied: each code starts from the state behind the key.
        private let start: crypto_auth_hmacsha256_state

        package init(_ secret: Secret) {
            Sodium.start()
            var state = crypto_auth_hmacsha256_state()
            Sodium.withBytes(secret.expose().utf8) { _ = crypto_auth_hmacsha256_init(&state, $0, $1) }
            start = state
        }

        /// The authentication code of the message.
        package func code(for message: some Collection<UInt8>) -> [UInt8] {
            var state = start
            var code = [UInt8](repeating: 0, count: byteCount)
            Sodium.withBytes(message) { _ = crypto_auth_hmacsha256_update(&state, $0, UInt64($1)) }
            crypto_auth_hmacsha256_final(&state, &code)
            return code
        }
    }

    /// The authentication code of the message.
    package static func code(for message: some Collection<UInt8>, key: some Collection<UInt8>) -> [UInt8] {
        Sodium.start()
        var state = crypto_auth_hmacsha256_state()
        var code = [UInt8](repeating: 0, count: byteCount)
        Sodium.withBytes(key) { _ = crypto_auth_hmacsha256_init(&state, $0, $1) }
        Sodium.withBytes(message) { _ = crypto_auth_hmacsha256_update(&state, $0, UInt64($1)) }
        crypto_auth_hmacsha256_final(&state, &code)
        return code
    }

    /// The authentication code of the message under a secret's UTF-8.
    package static func code(for message: some Collection<UInt8>, key: Secret) -> [UInt8] {
        code(for: message, key: key.expose().utf8)
    }

    /// Whether `code` is the message's, in a time that does not depend on where they differ.
    package static func isValid(
        _ code: [UInt8], for message: some Collection<UInt8>, key: some Collection<UInt8>
    ) -> Bool {
        constantTimeEquals(code, self.code(for: message, key: key))
    }

    /// Whether `code` is the message's under a secret's UTF-8.
    package static func isValid(_ code: [UInt8], for message: some Collection<UInt8>, key: Secret) -> Bool {
        isValid(code, for: message, key: key.expose().utf8)
    }
}
