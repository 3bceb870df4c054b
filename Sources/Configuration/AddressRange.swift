import Glibc

/// An IP address, or a range of them in CIDR form.
package struct AddressRange: Sendable, Equatable, CustomStringConvertible {
    // Four or sixteen bytes, the bits behind the prefix zero.
    private let network: [UInt8]
    private let prefixLength: Int

    /// Reads `10.0.0.0/8`, `::1`, `192.0.2.7`; nil for anything else, also when bits behind the prefix are set.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let bytes = Self.bytes(of: String(parts[0])) else { return nil }
        var length = bytes.count * 8
        if parts.count == 2 {
            guard parts[1].allSatisfy({ $0.isASCII && $0.isNumber }), let given = Int(parts[1]), given <= length
            else { return nil }
            length = given
        }
        guard Self.masked(bytes, length) == bytes else { return nil }
        network = bytes
        prefixLength = length
    }

    var isIPv6: Bool { network.count == 16 }

    /// Whether the address, as text without port, lies in the range; an IPv4 address mapped into IPv6 counts as IPv4.
    package func contains(_ address: String) -> Bool {
        let plain =
            address.lowercased().hasPrefix("::ffff:") && address.contains(".") ? String(address.dropFirst(7)) : address
        guard let bytes = Self.bytes(of: plain), bytes.count == network.count else { return false }
        return Self.masked(bytes, prefixLength) == network
    }

    package var description: String {
        var buffer = [CChar](repeating: 0, count: 64)
        let family = isIPv6 ? AF_INET6 : AF_INET
        guard inet_ntop(family, network, &buffer, socklen_t(buffer.count)) != nil else { return "?" }
        let address = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return prefixLength == network.count * 8 ? address : "\(address)/\(prefixLength)"
    }

    private static func bytes(of text: String) -> [UInt8]? {
        var four = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, text, &four) == 1 { return four }
        var sixteen = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET6, text, &sixteen) == 1 ? sixteen : nil
    }

    private static func masked(_ bytes: [UInt8], _ length: Int) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            let kept = min(8, max(0, length - index * 8))
            return kept == 8 ? byte : byte & ~(0xff >> UInt8(kept))
        }
    }
}
