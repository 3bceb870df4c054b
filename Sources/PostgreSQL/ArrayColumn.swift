import CPostgreSQL

/// One parameter's values of many rows, as an array in PostgreSQL's binary form.
struct ArrayColumn {
    /// Dimensions, whether there are NULLs, the elements' type, how many there are, the first one's number.
    private static let header = 20

    private let type: Oid
    private var bytes = [UInt8](repeating: 0, count: Self.header)
    private var hasNull = false

    init(_ type: Oid) { self.type = type }

    /// What the array's type is called, and its number in pg_type.dat.
    static func name(of element: Oid) -> String {
        switch element {
        case Parameters.int8: "bigint[]"
        case Parameters.float8: "double precision[]"
        case Parameters.bytea: "bytea[]"
        default: "text[]"
        }
    }

    var arrayType: Oid {
        switch type {
        case Parameters.int8: 1016
        case Parameters.float8: 1022
        case Parameters.bytea: 1001
        default: 1009
        }
    }

    /// Appends one value; nil is NULL.
    mutating func append(_ value: UnsafeRawBufferPointer?) {
        let count = value.map { Int32(clamping: $0.count) } ?? -1
        withUnsafeBytes(of: count.bigEndian) { bytes.append(contentsOf: $0) }
        if let value { bytes.append(contentsOf: value) } else { hasNull = true }
    }

    /// The whole array of so many values; the column is empty afterwards.
    mutating func take(_ count: Int) -> [UInt8] {
        for (place, word) in [1, hasNull ? 1 : 0, Int32(bitPattern: type), Int32(clamping: count), 1].enumerated() {
            withUnsafeBytes(of: word.bigEndian) { word in
                for (offset, byte) in word.enumerated() { bytes[place * 4 + offset] = byte }
            }
        }
        defer {
            bytes.removeSubrange(Self.header...)
            hasNull = false
        }
        return bytes
    }
}
