/// A strict reader of JSON text (RFC 8259) that picks what is asked for and checks all it passes over.
///
/// Reading a webhook into nested `Decodable` types took half of what an acknowledgement cost. Each call consumes one whole
/// value, also where it is of another type than asked for; the answer is nil or false then. Text that is not JSON throws.
struct JSONCursor {
    struct Malformed: Error {}

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    /// As many arrays and objects may stand in each other.
    private static let depthLimit = 64

    init(_ bytes: [UInt8]) throws(Malformed) {
        do { _ = try UTF8Span(validating: bytes.span) } catch { throw Malformed() }
        self.bytes = bytes
        passSpace()
    }

    // MARK: Values

    /// Hands every member to `body`, which consumes its value; false where the value is no object.
    mutating func members(
        _ body: (inout JSONCursor, JSONName) throws(Malformed) -> Void
    ) throws(Malformed) -> Bool {
        guard next == UInt8(ascii: "{") else {
            try skip()
            return false
        }
        try enter()
        if next == UInt8(ascii: "}") { return try leave() }
        while true {
            let name = try quoted()
            try pass(UInt8(ascii: ":"))
            let start = position
            try body(&self, name)
            if position == start { try skip() }
            if next == UInt8(ascii: "}") { return try leave() }
            try pass(UInt8(ascii: ","))
        }
    }

    /// Hands every element to `body`, which consumes it; false where the value is no array.
    mutating func elements(_ body: (inout JSONCursor) throws(Malformed) -> Void) throws(Malformed) -> Bool {
        guard next == UInt8(ascii: "[") else {
            try skip()
            return false
        }
        try enter()
        if next == UInt8(ascii: "]") { return try leave() }
        while true {
            let start = position
            try body(&self)
            if position == start { try skip() }
            if next == UInt8(ascii: "]") { return try leave() }
            try pass(UInt8(ascii: ","))
        }
    }

    mutating func text() throws(Malformed) -> String? {
        guard next == UInt8(ascii: "\"") else {
            try skip()
            return nil
        }
        let text = try quoted()
        return String(decoding: text.bytes[text.range], as: UTF8.self)
    }

    /// A text, also where it came as a whole number.
    mutating func textOrInteger() throws(Malformed) -> String? {
        let start = position
        if next == UInt8(ascii: "\"") { return try text() }
        try skip()
        return integer(in: start..<position).map { "\($0)" }
    }

    mutating func integer() throws(Malformed) -> Int64? {
        let start = position
        try skip()
        return integer(in: start..<position)
    }

    mutating func flag() throws(Malformed) -> Bool? {
        let first = next
        try skip()
        return first == UInt8(ascii: "t") ? true : first == UInt8(ascii: "f") ? false : nil
    }

    /// Whether null stood here; else nothing is consumed.
    mutating func null() throws(Malformed) -> Bool {
        guard next == UInt8(ascii: "n") else { return false }
        try skip()
        return true
    }

    /// Passes over a value.
    mutating func skip() throws(Malformed) {
        switch next {
        case UInt8(ascii: "{"): _ = try members { (cursor, _) throws(Malformed) in try cursor.skip() }
        case UInt8(ascii: "["): _ = try elements { (cursor) throws(Malformed) in try cursor.skip() }
        case UInt8(ascii: "\""): _ = try textEnd()
        case UInt8(ascii: "t"): try pass("true")
        case UInt8(ascii: "f"): try pass("false")
        case UInt8(ascii: "n"): try pass("null")
        default: try passNumber()
        }
        passSpace()
    }

    /// A cursor that reads the value at this one's place again; for members whose meaning another member tells.
    var here: JSONCursor { self }

    /// Throws where anything but space is left.
    func end() throws(Malformed) { if position < bytes.count { throw Malformed() } }

    // MARK: Syntax

    private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func enter() throws(Malformed) {
        depth += 1
        guard depth <= Self.depthLimit else { throw Malformed() }
        position += 1
        passSpace()
    }

    private mutating func leave() throws(Malformed) -> Bool {
        depth -= 1
        position += 1
        passSpace()
        return true
    }

    private mutating func passSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func pass(_ byte: UInt8) throws(Malformed) {
        guard next == byte else { throw Malformed() }
        position += 1
        passSpace()
    }

    private mutating func pass(_ word: StaticString) throws(Malformed) {
        for index in 0..<word.utf8CodeUnitCount {
            guard next == word.utf8Start[index] else { throw Malformed() }
            position += 1
        }
    }

    private mutating func passNumber() throws(Malformed) {
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") { position += 1 } else { try passDigits() }
        if next == UInt8(ascii: ".") {
            position += 1
            try passDigits()
        }
        if next | 0x20 == UInt8(ascii: "e") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try passDigits()
        }
    }

    private mutating func passDigits() throws(Malformed) {
        guard (48...57).contains(next) else { throw Malformed() }
        while (48...57).contains(next) { position += 1 }
    }

    private func integer(in range: Range<Int>) -> Int64? {
        var value: Int64 = 0
        let isNegative = range.lowerBound < bytes.count && bytes[range.lowerBound] == UInt8(ascii: "-")
        var isEmpty = true
        for byte in bytes[range].dropFirst(isNegative ? 1 : 0) {
            guard (48...57).contains(byte) else {
                guard [0x20, 0x09, 0x0A, 0x0D].contains(byte), !isEmpty else { return nil }
                break
            }
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = product.addingReportingOverflow(Int64(byte - 48))
            guard !isTooLarge, !isLarger else { return nil }
            value = sum
            isEmpty = false
        }
        return isEmpty ? nil : isNegative ? -value : value
    }

    // MARK: Texts

    private mutating func quoted() throws(Malformed) -> JSONName {
        guard next == UInt8(ascii: "\"") else { throw Malformed() }
        let start = position + 1
        let hasEscapes = try textEnd()
        let end = position - 1
        passSpace()
        guard hasEscapes else { return JSONName(bytes: bytes, range: start..<end) }
        let unescaped = try unescaped(start..<end)
        return JSONName(bytes: unescaped, range: 0..<unescaped.count)
    }

    /// Passes over a text and says whether it holds escapes, which are checked.
    private mutating func textEnd() throws(Malformed) -> Bool {
        position += 1
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return false
            }
            guard byte >= 0x20 else { throw Malformed() }
            if byte == UInt8(ascii: "\\") { break }
            position += 1
        }
        while position < bytes.count {
            let byte = bytes[position]
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") {
                _ = try unescaped(start..<position - 1)
                return true
            }
            guard byte >= 0x20 else { throw Malformed() }
        }
        throw Malformed()
    }

    private func unescaped(_ range: Range<Int>) throws(Malformed) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == UInt8(ascii: "\\") else {
                result.append(bytes[index])
                index += 1
                continue
            }
            switch bytes[index + 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(bytes[index + 1])
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                let scalar = try scalar(at: &index, before: range.upperBound)
                result.append(contentsOf: String(scalar).utf8)
                continue
            default: throw Malformed()
            }
            index += 2
        }
        return result
    }

    /// The scalar of `\uXXXX`, or of two of them that are a surrogate pair; moves `index` behind it.
    private func scalar(at index: inout Int, before end: Int) throws(Malformed) -> Unicode.Scalar {
        let first = try unit(at: index, before: end)
        index += 6
        guard first & 0xF800 == 0xD800 else {
            guard let scalar = Unicode.Scalar(first) else { throw Malformed() }
            return scalar
        }
        guard first < 0xDC00 else { throw Malformed() }
        let second = try unit(at: index, before: end)
        index += 6
        guard second & 0xFC00 == 0xDC00,
            let scalar = Unicode.Scalar(0x10000 + UInt32(first & 0x3FF) << 10 + UInt32(second & 0x3FF))
        else { throw Malformed() }
        return scalar
    }

    private func unit(at index: Int, before end: Int) throws(Malformed) -> UInt16 {
        guard index + 6 <= end, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
            throw Malformed()
        }
        var value: UInt16 = 0
        for byte in bytes[index + 2..<index + 6] {
            let digit: UInt8
            switch byte {
            case 48...57: digit = byte - 48
            case 65...70: digit = byte - 55
            case 97...102: digit = byte - 87
            default: throw Malformed()
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
