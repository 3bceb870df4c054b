/// A run of tokens as the bytes that patterns match on: every token ends in one space.
struct Rendering {
    private(set) var bytes: [UInt8] = []
    /// Where each rendered token begins, and which token it is.
    private(set) var starts: [Int] = []
    private(set) var indices: [Int] = []
    private(set) var mask = TokenMask()

    /// Commas show only where the options of a new swarm are looked for.
    init(_ tokens: [Token], _ range: Range<Int>, showsCommas: Bool = false) {
        bytes.reserveCapacity(range.count * 7)
        starts.reserveCapacity(range.count)
        for index in range {
            let token = tokens[index]
            if token.weight != .full || (token.kind == .comma && !showsCommas) { continue }
            starts.append(bytes.count)
            indices.append(index)
            mask.insert(token.bit)
            if token.kind == .word {
                bytes.append(contentsOf: token.text.utf8)
            } else {
                bytes.append(token.kind.rawValue)
            }
            bytes.append(0x20)
        }
    }

    var isEmpty: Bool { starts.isEmpty }

    /// The first token as the index of rules knows it.
    var first: String {
        guard !starts.isEmpty else { return "" }
        let end = starts.count > 1 ? starts[1] : bytes.count
        return String(decoding: bytes[0..<end - 1], as: UTF8.self)
    }

    /// The tokens that a range of bytes covers: first and last index, nil where it covers none.
    func tokens(in range: Range<Int>) -> ClosedRange<Int>? {
        var low: Int?
        var high = 0
        for (position, start) in starts.enumerated() where start >= range.lowerBound && start < range.upperBound {
            if low == nil { low = indices[position] }
            high = indices[position]
        }
        guard let low else { return nil }
        return low...high
    }
}
