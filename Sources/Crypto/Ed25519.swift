import CSodium

/// Signatures with Ed25519 (RFC 8032).
package enum Ed25519 {
    package static let publicKeyByteCount = 32
    package static let seedByteCount = 32
    package static let signatureByteCount = 64

    /// Whether the signature is the key's for this message; false as well for keys and signatures of a wrong size.
    package static func isValid(
        signature: [UInt8], for message: some Collection<UInt8>, publicKey: [UInt8]
    ) -> Bool {
        Sodium.start()
        guard signature.count == signatureByteCount, publicKey.count == publicKeyByteCount else { return false }
        return Sodium.withBytes(message) {
            crypto_sign_verify_detached(signature, $0, UInt64($1), publicKey) == 0
        }
    }

    /// A signing key; it prints as `•••`.
    package struct PrivateKey: Sendable {
        package let publicKey: [UInt8]
        private let secretKey: [UInt8]

        /// The key of a 32-byte seed; nil for another size.
        package init?(seed: [UInt8]) {
            Sodium.start()
            guard seed.count == Ed25519.seedByteCount else { return nil }
            var publicKey = [UInt8](repeating: 0, count: Ed25519.publicKeyByteCount)
            var secretKey = [UInt8](repeating: 0, count: 64)
            guard crypto_sign_seed_keypair(&publicKey, &secretKey, seed) == 0 else { return nil }
            self.publicKey = publicKey
            self.secretKey = secretKey
        }

        /// A new random key.
        package init() {
            Sodium.start()
            var publicKey = [UInt8](repeating: 0, count: Ed25519.publicKeyByteCount)
            var secretKey = [UInt8](repeating: 0, count: 64)
            crypto_sign_keypair(&publicKey, &secretKey)
            self.publicKey = publicKey
            self.secretKey = secretKey
        }

        /// The seed to store (as a secret) and make the key from again.
        package func exposeSeed() -> [UInt8] { Array(secretKey.prefix(Ed25519.seedByteCount)) }

        /// The 64-byte signature of the message.
        package func sign(_ message: some Collection<UInt8>) -> [UInt8] {
            var signature = [UInt8](repeating: 0, count: Ed25519.signatureByteCount)
            Sodium.withBytes(message) {
                _ = crypto_sign_detached(&signature, nil, $0, UInt64($1), secretKey)
            }
            return signature
        }
    }
}

extension Ed25519.PrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "•••" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
