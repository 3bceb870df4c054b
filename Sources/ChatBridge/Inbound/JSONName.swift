/// The name of a member as its bytes stand in the body: most names are only compared, and need no text of their own.
struct JSONName {
    /// UTF-8, escapes undone.
    let bytes: [UInt8]
    let range: Range<Int>

    static func ~= (text: StaticString, name: JSONName) -> Bool { name == text }

    static func == (name: JSONName, text: StaticString) -> Bool {
        guard text.utf8CodeUnitCount == name.range.count else { return false }
        return text.withUTF8Buffer { $0.elementsEqual(name.bytes[name.range]) }
    }

    /// Whether it is spelt as the text.
    func isSpelt(_ text: String) -> Bool { text.utf8.elementsEqual(bytes[range]) }

    func isSpelt(as other: JSONName) -> Bool { bytes[range] == other.bytes[other.range] }
}
