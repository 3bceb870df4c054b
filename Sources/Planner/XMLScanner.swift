/// Reads XML front to back: tags, attributes and text, nothing else.
///
/// A document type is refused, so there are no entities beyond the five predefined ones and characters by number.
struct XMLScanner {
    enum Token: Equatable {
        case open(name: String, attributes: [String: String], isEmpty: Bool)
        case close(name: String)
        case text(String)
    }

    struct Malformed: Error {}

    private let bytes: [UInt8]
    private var index = 0

    /// Takes UTF-8; other encodings read as malformed or as text with replacement characters.
    init(_ bytes: some Collection<UInt8>) {
        self.bytes = Array(bytes)
        if self.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// The next token; nil at the end.
    mutating func next() throws(Malformed) -> Token? {
        while index < bytes.count {
            if bytes[index] != 0x3C {
                let end = bytes[index...].firstIndex(of: 0x3C) ?? bytes.count
                defer { index = end }
                return .text(try XMLScanner.resolved(bytes[index..<end]))
            }
            if starts(with: "<!--") {
                try skip(past: "-->", from: 4)
            } else if starts(with: "<?") {
                try skip(past: "?>", from: 2)
            } else if starts(with: "<![CDATA[") {
                let start = index + 9
                try skip(past: "]]>", from: 9)
                return .text(String(decoding: bytes[start..<(index - 3)], as: UTF8.self))
            } else if starts(with: "<!") {
                throw Malformed()
            } else if starts(with: "</") {
                index += 2
                let name = try readName()
                skipSpace()
                try expect(0x3E)
                return .close(name: name)
            } else {
                index += 1
                return try readTag()
            }
        }
        return nil
    }

    private func starts(with text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[index...].starts(with: $0) }
    }

    private mutating func skip(past end: String, from offset: Int) throws(Malformed) {
        let mark = Array(end.utf8)
        var position = index + offset
        while position + mark.count <= bytes.count {
            if bytes[position] == mark[0], bytes[position...].starts(with: mark) {
                index = position + mark.count
                return
            }
            position += 1
        }
        throw Malformed()
    }

    private mutating func readTag() throws(Malformed) -> Token {
        let name = try readName()
        var attributes: [String: String] = [:]
        while true {
            skipSpace()
            guard index < bytes.count else { throw Malformed() }
            if bytes[index] == 0x3E {
                index += 1
                return .open(name: name, attributes: attributes, isEmpty: false)
            }
            if bytes[index] == 0x2F {
                index += 1
                try expect(0x3E)
                return .open(name: name, attributes: attributes, isEmpty: true)
            }
            let key = try readName()
            skipSpace()
            try expect(0x3D)
            skipSpace()
            guard index < bytes.count, bytes[index] == 0x22 || bytes[index] == 0x27,
                let end = bytes[(index + 1)...].firstIndex(of: bytes[index])
            else { throw Malformed() }
            attributes[key] = try XMLScanner.resolved(bytes[(index + 1)..<end])
            index = end + 1
        }
    }

    private mutating func readName() throws(Malformed) -> String {
        let start = index
        while index < bytes.count, !" \t\r\n/>=<\"'".utf8.contains(bytes[index]) { index += 1 }
        guard index > start, index - start <= 256 else { throw Malformed() }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func skipSpace() {
        while index < bytes.count, " \t\r\n".utf8.contains(bytes[index]) { index += 1 }
    }

    private mutating func expect(_ byte: UInt8) throws(Malformed) {
        guard index < bytes.count, bytes[index] == byte else { throw Malformed() }
        index += 1
    }

    private static func resolved(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> String {
        guard bytes.contains(0x26) else { return String(decoding: bytes, as: UTF8.self) }
        var text = ""
        var rest = bytes
        while let mark = rest.firstIndex(of: 0x26) {
            text += String(decoding: rest[..<mark], as: UTF8.self)
            guard let end = rest[mark...].prefix(12).firstIndex(of: 0x3B) else { throw Malformed() }
            text += try character(String(decoding: rest[(mark + 1)..<end], as: UTF8.self))
            rest = rest[(end + 1)...]
        }
        return text + String(decoding: rest, as: UTF8.self)
    }

    private static func character(_ name: String) throws(Malformed) -> String {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { throw Malformed() }
            let digits = name.dropFirst()
            let number = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            guard let number, let scalar = Unicode.Scalar(number), number != 0 else { throw Malformed() }
            return String(Character(scalar))
        }
    }
}
