import CPostgreSQL

/// The bound values of a statement in PostgreSQL's binary form, one after the other in one buffer.
struct Parameters {
    // Numbers of pg_type.dat, part of PostgreSQL's stable interface.
    static let bytea: Oid = 17, int8: Oid = 20, text: Oid = 25, float8: Oid = 701

    private(set) var types: [Oid] = []
    private var places: [(offset: Int, count: Int)] = []
    private var bytes: [UInt8] = []

    /// Sets parameter `index` (from 1); nil bytes are NULL.
    mutating func set(_ index: Int32, _ type: Oid, _ value: some Collection<UInt8>) {
        let place = (bytes.count, value.count)
        bytes.append(contentsOf: value)
        set(index, type, place)
    }

    mutating func set(_ index: Int32, integer value: Int64) {
        let offset = bytes.count
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
        set(index, Self.int8, (offset, 8))
    }

    mutating func set(_ index: Int32, null type: Oid) { set(index, type, (0, -1)) }

    private mutating func set(_ index: Int32, _ type: Oid, _ place: (offset: Int, count: Int)) {
        let position = Int(index) - 1
        while types.count <= position {
            types.append(0)
            places.append((0, -1))
        }
        types[position] = type
        places[position] = place
    }

    var byteCount: Int { bytes.count }

    /// The value at a position (from 0) in its binary form; nil is NULL.
    func withValue(_ position: Int, _ body: (UnsafeRawBufferPointer?) -> Void) {
        let place = places[position]
        guard place.count >= 0 else { return body(nil) }
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[place.offset..<place.offset + place.count])) }
    }

    /// The whole number that was set as parameter `index` (from 1).
    func integer(_ index: Int) -> Int64 {
        let place = places[index - 1]
        guard types[index - 1] == Self.int8, place.count == 8 else { return 0 }
        return bytes.withUnsafeBytes {
            Int64(bigEndian: $0.loadUnaligned(fromByteOffset: place.offset, as: Int64.self))
        }
    }

    /// Hands over what libpq wants: count, pointers, lengths and formats (all binary).
    func withPointers<Result>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        // A value without bytes still needs an address: a null pointer means NULL.
        withUnsafePointer(to: 0 as CChar) { none in
            bytes.withUnsafeBytes { buffer in
                let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) ?? none
                let pointers = places.map { $0.count < 0 ? nil : Optional(start + $0.offset) }
                return body(
                    Int32(places.count), pointers, places.map { Int32(clamping: $0.count) },
                    [Int32](repeating: 1, count: places.count))
            }
        }
    }
}
