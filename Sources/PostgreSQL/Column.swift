import CPostgreSQL

/// Values out of a result, which come in PostgreSQL's text form; NULL reads as 0 or empty.
enum Column {
    /// A whole number; `t` and `f` of a boolean read as 1 and 0.
    static func integer(_ result: OpaquePointer?, _ row: Int32, _ column: Int32) -> Int64 {
        let digits = buffer(result, row, column)
        guard let first = digits.first else { return 0 }
        if first == UInt8(ascii: "t") { return 1 }
        let isNegative = first == UInt8(ascii: "-")
        var value: Int64 = 0
        for digit in digits.dropFirst(isNegative ? 1 : 0) {
            guard digit >= 48, digit <= 57 else { break }
            value = value &* 10 &- Int64(digit &- 48)  // downwards: the lowest number has no positive twin
        }
        return isNegative ? value : 0 &- value
    }

    /// How many rows a statement changed.
    static func changes(_ result: OpaquePointer?) -> Int {
        PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    static func text(_ result: OpaquePointer?, _ row: Int32, _ column: Int32) -> String {
        String(decoding: buffer(result, row, column), as: UTF8.self)
    }

    /// Bytes out of bytea's hexadecimal form (`\x…`).
    static func bytes(_ result: OpaquePointer?, _ row: Int32, _ column: Int32) -> [UInt8] {
        let digits = buffer(result, row, column).dropFirst(2)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var index = digits.startIndex
        while index + 1 < digits.endIndex {
            bytes.append(nibble(digits[index]) << 4 | nibble(digits[index + 1]))
            index += 2
        }
        return bytes
    }

    private static func nibble(_ digit: UInt8) -> UInt8 { digit <= 57 ? digit &- 48 : (digit | 32) &- 87 }

    private static func buffer(
        _ result: OpaquePointer?, _ row: Int32, _ column: Int32
    ) -> UnsafeBufferPointer<UInt8> {
        guard let value = PQgetvalue(result, row, column) else { return UnsafeBufferPointer(start: nil, count: 0) }
        let count = Int(PQgetlength(result, row, column))
        return UnsafeBufferPointer(start: UnsafeRawPointer(value).assumingMemoryBound(to: UInt8.self), count: count)
    }
}
