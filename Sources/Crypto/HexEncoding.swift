import CSodium

/// Bytes as hexadecimal digits, in a time that does not depend on their values.
package enum HexEncoding {
    /// Two lower-case digits for each byte.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        Sodium.start()
        return Sodium.withBytes(bytes) { start, count in
            Sodium.text(length: count * 2) { sodium_bin2hex($0, $1, start, count) }
        }
    }

    /// The bytes behind digits of either case; nil for anything else, also for an odd number of digits.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        Sodium.start()
        let digits = text.utf8.map { CChar(bitPattern: $0) }
        var count = 0
        var bytes = [UInt8](repeating: 0, count: digits.count / 2)
        let code = sodium_hex2bin(&bytes, bytes.count, digits, digits.count, nil, &count, nil)
        return code == 0 && count * 2 == digits.count ? bytes : nil
    }
}
