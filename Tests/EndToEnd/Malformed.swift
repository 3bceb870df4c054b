import TestSupport

/// Malformed inputs: well-formed ones with a few things broken, reproducible from a seed.
struct Malformed {
    /// What takes the place of a value or lands between bytes.
    private static let nasty = [
        "null", "true", "-1", "0", "1e999", "-0.0", "9223372036854775808", "18446744073709551616", "0x10", "NaN", "{}",
        "[]", "[[[[[[[[]]]]]]]]", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "\"\u{202E}\u{FEFF}\"",
        "\"💣\u{200D}👩\u{1F3FD}\"",
        "\"' OR 1=1 --\"", "\"../../../etc/passwd\"", "\"%s%n%x\"", "\"$(reboot)\"", "\"`id`\"",
        "{\"a\":{\"a\":{\"a\":1}}}",
        "\"\\\\\"", ",", ":", "}", "\r\n", "\0", "/*", "\"x\":", "1.7976931348623157e309", "-9223372036854775809",
        "\u{1}",
    ]

    private static let words = [
        "pause", "resume", "cancel", "everything", "now", "all", "except", "status", "of", "depot", "give", "6",
        "agents",
        "more", "cap", "at", "$20", "approve", "yes", "no", "task", "7", "undo", "new", "swarm", "called", "rename",
        "to",
        "not", "don't", "if", "should", "I", "what", "?", "stop", "kill", "it", "that", "one", "retry", "failed",
        "drain",
        "heron", "goal:", "remove", "logs", "last", "week", "today", "“quoted”", "ñandú", "ＦＵＬＬ", "ﬁ", "👍", "\u{200B}",
        "!!!", "-5", "99999999999999999999", "1e9", "$", "€5", ",", ";", "and", "then", "/", "\\", "*", "_", "```",
        "\t",
    ]

    var random: SeededRandom

    mutating func pick<Element>(_ list: [Element]) -> Element { list[random.next(list.count)] }

    /// Words of the vocabulary and others, in no order.
    mutating func sentence() -> String {
        (0..<(1 + random.next(14))).map { _ in pick(Self.words) }.joined(separator: pick([" ", " ", " ", "", "\n"]))
    }

    /// The bytes with one to five things wrong.
    mutating func broken(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var bytes = Array(bytes)
        for _ in 0..<(1 + random.next(5)) {
            guard !bytes.isEmpty else { return bytes }
            let start = random.next(bytes.count)
            let end = min(bytes.count, start + 1 + random.next(24))
            switch random.next(9) {
            case 0: bytes[start] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.removeSubrange(start..<end)
            case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
            case 3: bytes.insert(contentsOf: (0..<(1 + random.next(8))).map { _ in UInt8(random.next(256)) }, at: start)
            case 4: bytes.insert(contentsOf: pick(Self.nasty).utf8, at: start)
            case 5: bytes = Array(bytes.prefix(start))
            case 6: bytes = replacingValue(bytes, from: start)
            case 7:
                bytes.insert(
                    contentsOf: String(repeating: pick(["[", "{\"a\":", "\"", "A"]), count: 700).utf8, at: start)
            default: bytes.swapAt(start, random.next(bytes.count))
            }
        }
        return bytes
    }

    /// Puts something nasty in the place of the next JSON value.
    private mutating func replacingValue(_ bytes: [UInt8], from start: Int) -> [UInt8] {
        guard let colon = bytes[start...].firstIndex(of: UInt8(ascii: ":")) else { return bytes }
        let rest = bytes[(colon + 1)...]
        let end = rest.firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") } ?? bytes.endIndex
        return bytes[...colon] + Array(pick(Self.nasty).utf8) + bytes[end...]
    }
}
