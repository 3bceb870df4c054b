import CSodium

/// Bytes as Base64 text (RFC 4648), in a time that does not depend on their values.
package enum Base64 {
    package enum Alphabet: Sendable {
        /// `+` and `/`, padded with `=`.
        case standard
        /// `-` and `_`, padded with `=`.
        case urlSafe
        /// `-` and `_`, without padding.
        case urlSafeUnpadded

        fileprivate var variant: Int32 {
            switch self {
            case .standard: sodium_base64_VARIANT_ORIGINAL
            case .urlSafe: sodium_base64_VARIANT_URLSAFE
            case .urlSafeUnpadded: sodium_base64_VARIANT_URLSAFE_NO_PADDING
            }
        }
    }

    package static func encode(_ bytes: some Collection<UInt8>, as alphabet: Alphabet = .standard) -> String {
        Sodium.start()
        return Sodium.withBytes(bytes) { start, count in
            let length = sodium_base64_encoded_len(count, alphabet.variant) - 1
            return Sodium.text(length: length) { sodium_bin2base64($0, $1, start, count, alphabet.variant) }
        }
    }

    /// The bytes behind the text; nil unless it is exactly what `encode` gives for them.
    ///
    /// Refused are foreign characters, white space, missing or surplus padding, and leftover bits that are not zero.
    package static func decode(_ text: some StringProtocol, as alphabet: Alphabet = .standard) -> [UInt8]? {
        Sodium.start()
        let characters = text.utf8.map { CChar(bitPattern: $0) }
        var count = 0
        var bytes = [UInt8](repeating: 0, count: characters.count / 4 * 3 + 3)
        let code = sodium_base642bin(
            &bytes, bytes.count, characters, characters.count, nil, &count, nil, alphabet.variant)
        guard code == 0 else { return nil }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
