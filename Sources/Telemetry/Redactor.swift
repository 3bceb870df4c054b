import Threading

/// Knows the secrets of this process and masks them in any text.
///
/// Values are registered once at start, as settings are read, and when a credential is made; what is registered stays.
package final class Redactor: Sendable {
    /// What stands in the place of a secret.
    package static let mask = "[redacted]"

    // A shorter value would mask ordinary words; no secret that short protects anything.
    private static let minimumLength = 6
    private let secrets = Lock<[[UInt8]]>([])

    package init() {}

    /// Masks `secret` from now on wherever it appears; values under six bytes are ignored.
    package func register(_ secret: String) {
        let bytes = Array(secret.utf8)
        guard bytes.count >= Self.minimumLength else { return }
        secrets.withLock { known in
            guard !known.contains(bytes) else { return }
            known.append(bytes)
            known.sort { $0.count > $1.count }  // a secret that contains another is masked whole
        }
    }

    /// The text with every registered secret replaced by `mask`.
    package func redact(_ text: String) -> String {
        let known = secrets.withLock { $0 }
        guard !known.isEmpty else { return text }
        var bytes = Array(text.utf8)
        var isChanged = false
        for secret in known where bytes.count >= secret.count {
            var from = 0
            while let start = bytes.firstOccurrence(of: secret, from: from) {
                bytes.replaceSubrange(start..<start + secret.count, with: Self.mask.utf8)
                from = start + Self.mask.utf8.count
                isChanged = true
            }
        }
        return isChanged ? String(decoding: bytes, as: UTF8.self) : text
    }

    /// Whether a value under this key is masked whatever it is: the key speaks of a secret, token, password,
    /// authorization or key.
    package static func isSecret(key: String) -> Bool {
        let lower = key.lowercased()
        return ["secret", "token", "password", "authorization", "key"].contains { lower.contains($0) }
    }
}

extension [UInt8] {
    fileprivate func firstOccurrence(of needle: [UInt8], from start: Int) -> Int? {
        guard let first = needle.first else { return nil }
        var index = start
        while index + needle.count <= count {
            if self[index] == first, self[index..<index + needle.count].elementsEqual(needle) { return index }
            index += 1
        }
        return nil
    }
}
