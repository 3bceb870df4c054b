/// Writes ZIP archives (PKWARE APPNOTE 6.3: local headers, central directory, end record).
enum ZIPFixture {
    struct Member {
        var name: String
        var method: UInt16
        var data: [UInt8]
        var checksum: UInt32
        var size: UInt32

        static func stored(_ name: String, _ bytes: [UInt8]) -> Member {
            Member(name: name, method: 0, data: bytes, checksum: crc32(bytes), size: UInt32(bytes.count))
        }

        /// Takes what `gzip -n` wrote: ten bytes of header, deflated data, checksum and size.
        static func gzipped(_ name: String, _ gzip: [UInt8]) -> Member {
            func number(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
            return Member(
                name: name, method: 8, data: Array(gzip.dropFirst(10).dropLast(8)),
                checksum: number(gzip.suffix(8).prefix(4)), size: number(gzip.suffix(4)))
        }
    }

    static func archive(_ members: [Member]) -> [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for member in members {
            let common =
                little(20, 2) + little(0, 2) + little(UInt32(member.method), 2) + little(0, 4)
                + little(member.checksum, 4) + little(UInt32(member.data.count), 4) + little(member.size, 4)
                + little(UInt32(member.name.utf8.count), 2) + little(0, 2)
            directory +=
                Array("PK".utf8) + [1, 2] + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2)
                + little(0, 4) + little(UInt32(bytes.count), 4) + Array(member.name.utf8)
            bytes += Array("PK".utf8) + [3, 4] + common + Array(member.name.utf8) + member.data
        }
        let count = little(UInt32(members.count), 2)
        return bytes + directory + Array("PK".utf8) + [5, 6] + little(0, 4) + count + count
            + little(UInt32(directory.count), 4) + little(UInt32(bytes.count), 4) + little(0, 2)
    }

    private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { checksum, byte in
            (0..<8).reduce(checksum ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
