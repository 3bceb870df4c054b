/// The SHA-1 name of a commit: 40 lower-case hexadecimal digits.
package struct CommitID: Hashable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    /// Nil for anything but 40 lower-case hexadecimal digits, and for the all-zero name, which names nothing.
    package init?(_ text: some StringProtocol) {
        guard isObjectName(text), text.utf8.contains(where: { $0 != UInt8(ascii: "0") }) else { return nil }
        self.text = String(text)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = CommitID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a commit is 40 lower-case hexadecimal digits")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }
}

func isObjectName(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 40
        && text.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
}
