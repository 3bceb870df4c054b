import Normalization

/// Cuts a cleaned text into tokens: words, numbers, amounts, marks, quotations.
///
/// It knows spelling only; which words are names or known to the grammar is the tagger's business.
struct Tokenizer {
    private let bytes: [UInt8]
    private var tokens: [Token] = []
    private var position = 0

    /// More tokens than this are not read; a command never has as many.
    static let limit = 600

    static func tokens(of bytes: [UInt8]) -> [Token] {
        var tokenizer = Tokenizer(bytes: bytes)
        tokenizer.run()
        return tokenizer.tokens
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func run() {
        tokens.reserveCapacity(bytes.count / 5 + 2)
        while position < bytes.count, tokens.count < Self.limit {
            let byte = bytes[position]
            switch byte {
            case 0x20, 0x09: position += 1
            case 0x0A: mark(.stop, length: 1)
            case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"):
                if !quotation(byte) { position += 1 }
            default: chunk()
            }
        }
    }

    private mutating func mark(_ kind: Token.Kind, length: Int, text: String = "") {
        tokens.append(Token(kind: kind, text: text, start: position, end: position + length))
        position += length
    }

    /// A quotation that closes before a word begins again becomes one token.
    private mutating func quotation(_ quote: UInt8) -> Bool {
        let start = position + 1
        var end = start
        while end < bytes.count, end - start < 600 {
            if bytes[end] == quote, end > start, end + 1 == bytes.count || !Self.isWord(bytes[end + 1]) {
                var token = Token(kind: .quoted, text: "", start: position, end: end + 1)
                token.value = String(decoding: bytes[start..<end], as: UTF8.self)
                tokens.append(token)
                position = end + 1
                return true
            }
            end += 1
        }
        return false
    }

    /// Everything up to the next space or mark.
    private mutating func chunk() {
        if isLink() { return link() }
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: ","): return mark(.comma, length: 1)
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "|"):
            return mark(.comma, length: 1)
        case UInt8(ascii: ";"): return mark(.stop, length: 1, text: ";")
        case UInt8(ascii: "!"): return mark(.stop, length: 1, text: "!")
        case UInt8(ascii: "?"): return mark(.stop, length: 1, text: "?")
        case UInt8(ascii: "."): return mark(.stop, length: 1, text: ".")
        case UInt8(ascii: ":"): return mark(.word, length: 1, text: ":")
        default: break
        }
        let start = position
        while position < bytes.count, continues(from: start) { position += Self.scalarLength(bytes[position]) }
        position = min(position, bytes.count)
        if position == start { position += 1 }
        var end = position
        while end > start + 1, Self.isTrailingMark(bytes[end - 1]) { end -= 1 }
        position = end
        if end - start == 1, !Self.isWord(bytes[start]) { return lonelyMark(bytes[start], start) }
        word(start, end)
    }

    /// True where the byte at `position` still belongs to the word that began at `start`.
    private func continues(from start: Int) -> Bool {
        let byte = bytes[position]
        switch byte {
        case 0x20, 0x09, 0x0A, UInt8(ascii: ";"), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: "\""),
            UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "|"):
            return false
        case UInt8(ascii: ","), UInt8(ascii: ":"):  // 1,000 and 12:30
            return position > start && Self.isDigit(bytes[position - 1]) && position + 1 < bytes.count
                && Self.isDigit(bytes[position + 1])
        case UInt8(ascii: "."):
            return position + 1 < bytes.count && Self.isWord(bytes[position + 1])
        case 0x80...:
            return position == start || !(isPicture(at: position) || isPicture(at: start))
        default:
            return position == start || !isPicture(at: start)
        }
    }

    private mutating func lonelyMark(_ byte: UInt8, _ start: Int) {
        switch byte {
        case UInt8(ascii: "-"): tokens.append(Token(kind: .word, text: ":", start: start, end: start + 1))
        case UInt8(ascii: "&"), UInt8(ascii: "+"):
            tokens.append(Token(kind: .word, text: "and", start: start, end: start + 1))
        case UInt8(ascii: "$"): tokens.append(Token(kind: .word, text: "usd", start: start, end: start + 1))
        case UInt8(ascii: "#"): tokens.append(Token(kind: .word, text: "number", start: start, end: start + 1))
        case UInt8(ascii: "/"), UInt8(ascii: "*"), UInt8(ascii: "'"), UInt8(ascii: "_"), UInt8(ascii: "~"),
            UInt8(ascii: "\\"), UInt8(ascii: "@"), UInt8(ascii: "="):
            break
        default: tokens.append(Token(kind: .everyday, text: "", start: start, end: start + 1))
        }
    }

    private mutating func word(_ start: Int, _ end: Int) {
        var first = start
        var last = end
        while first < last - 1, [0x2A, 0x5F, 0x7E, 0x27, 0x2F, 0x40].contains(bytes[first]) { first += 1 }
        while last > first + 1, [0x2A, 0x5F, 0x7E, 0x27, 0x2F].contains(bytes[last - 1]) { last -= 1 }
        if bytes[first] == UInt8(ascii: "-"), last > first + 1, !Self.isDigit(bytes[first + 1]) { first += 1 }
        let text = Self.folded(bytes[first..<last])
        let isAddressed = bytes[start] == UInt8(ascii: "@") && tokens.isEmpty
        for token in Spelling.tokens(of: text, start: start, end: end) { tokens.append(token) }
        if isAddressed { tokens.append(Token(kind: .word, text: ":", start: end, end: end)) }
    }

    /// Lower case and NFKC.
    static func folded(_ slice: ArraySlice<UInt8>) -> String {
        if slice.allSatisfy({ $0 < 0x80 }) {
            return String(unsafeUninitializedCapacity: slice.count) { buffer in
                var index = 0
                for byte in slice {
                    buffer[index] = byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte
                    index += 1
                }
                return index
            }
        }
        return Normalization.compatibilityComposed(String(decoding: slice, as: UTF8.self)).lowercased()
    }

    private func isLink() -> Bool {
        guard bytes[position] | 0x20 == UInt8(ascii: "h"), position + 10 < bytes.count else { return false }
        let head = Self.folded(bytes[position..<position + 8])
        return head.hasPrefix("http://") || head == "https://"
    }

    private mutating func link() {
        let start = position
        while position < bytes.count, bytes[position] > 0x20 { position += 1 }
        while position > start, Self.isTrailingMark(bytes[position - 1]) { position -= 1 }
        var token = Token(kind: .link, text: "", start: start, end: position)
        token.value = String(decoding: bytes[start..<position], as: UTF8.self)
        tokens.append(token)
    }

    /// True for emoji and other symbols, each a token of its own.
    private func isPicture(at index: Int) -> Bool {
        guard index + 2 < bytes.count else { return false }
        if bytes[index] == 0xF0 { return bytes[index + 1] == 0x9F }
        return bytes[index] == 0xE2 && bytes[index + 1] >= 0x86 && bytes[index + 1] <= 0xAF
    }

    static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func isTrailingMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "!"),
            UInt8(ascii: "?"), UInt8(ascii: ")"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func scalarLength(_ lead: UInt8) -> Int { lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4 }
}
