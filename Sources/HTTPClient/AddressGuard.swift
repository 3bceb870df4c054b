/// Tells public network addresses from those a server must not be talked into calling.
package enum AddressGuard {
    /// Whether an IPv4 (4 bytes) or IPv6 (16 bytes) address in network order is globally reachable.
    ///
    /// The ranges are those of IANA's special-purpose registries (RFC 6890); IPv6 forms that embed an IPv4 address count
    /// as that address, anything outside 2000::/3 as not reachable.
    package static func isPublic(_ address: [UInt8]) -> Bool {
        switch address.count {
        case 4: isPublic4(address[...])
        case 16: isPublic6(address)
        default: false
        }
    }

    private static func isPublic4(_ address: ArraySlice<UInt8>) -> Bool {
        let value = address.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        func isIn(_ network: UInt32, _ bits: UInt32) -> Bool { value >> (32 - bits) == network >> (32 - bits) }
        let reserved: [(UInt32, UInt32)] = [
            (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
            (0xAC10_0000, 12), (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16),
            (0xC612_0000, 15), (0xC633_6400, 24), (0xCB00_7100, 24), (0xE000_0000, 4), (0xF000_0000, 4),
        ]
        return !reserved.contains { isIn($0.0, $0.1) }
    }

    private static func isPublic6(_ address: [UInt8]) -> Bool {
        let words = stride(from: 0, to: 16, by: 2).map { UInt16(address[$0]) << 8 | UInt16(address[$0 + 1]) }
        if words[0..<5].allSatisfy({ $0 == 0 }), words[5] == 0xFFFF { return isPublic4(address[12...]) }  // mapped
        if words[0] == 0x64, words[1] == 0xFF9B { return words[2] == 0 && isPublic4(address[12...]) }  // NAT64
        if words[0] == 0x2002 { return isPublic4(address[2..<6]) }  // 6to4
        guard words[0] >> 13 == 1 else { return false }
        // Teredo and the other protocol assignments, then the two documentation ranges.
        if words[0] == 0x2001, words[1] < 0x0200 || words[1] == 0x0DB8 { return false }
        return words[0] != 0x3FFF || words[1] > 0x0FFF
    }
}
