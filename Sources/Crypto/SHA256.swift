import CSodium

/// The SHA-256 digest (FIPS 180-4), at once or piece by piece.
package struct SHA256 {
    /// The size of a digest in bytes.
    package static let byteCount = 32

    private var state = crypto_hash_sha256_state()

    /// Begins an empty digest.
    package init() {
        Sodium.start()
        crypto_hash_sha256_init(&state)
    }

    /// Adds bytes.
    package mutating func update(_ bytes: some Collection<UInt8>) {
        Sodium.withBytes(bytes) { _ = crypto_hash_sha256_update(&state, $0, UInt64($1)) }
    }

    /// Adds the text's UTF-8.
    package mutating func update(_ text: String) { update(text.utf8) }

    /// The digest of what was added so far; more may be added after it.
    package func digest() -> [UInt8] {
        var state = state
        var digest = [UInt8](repeating: 0, count: Self.byteCount)
        crypto_hash_sha256_final(&state, &digest)
        return digest
    }

    /// The digest of the bytes.
    package static func digest(_ bytes: some Collection<UInt8>) -> [UInt8] {
        Sodium.start()
        var digest = [UInt8](repeating: 0, count: byteCount)
        Sodium.withBytes(bytes) { _ = crypto_hash_sha256(&digest, $0, UInt64($1)) }
        return digest
    }

    /// The digest of the text's UTF-8.
    package static func digest(_ text: String) -> [UInt8] { digest(text.utf8) }

    /// The digest as 64 lower-case hexadecimal digits.
    package static func hex(_ bytes: some Collection<UInt8>) -> String { HexEncoding.encode(digest(bytes)) }

    /// The digest of the text's UTF-8 as 64 lower-case hexadecimal digits.
    package static func hex(_ text: String) -> String { hex(text.utf8) }
}
