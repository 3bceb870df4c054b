/// An array whose broken elements are counted and left out, so that one bad entry never costs the rest of a batch.
struct Lossy<Element: Decodable>: Decodable {
    var elements: [Element] = []
    var lost = 0

    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    init(from decoder: any Decoder) throws {
        guard var container = try? decoder.unkeyedContainer() else {
            lost = 1
            return
        }
        while !container.isAtEnd {
            if let element = try? container.decode(Element.self) {
                elements.append(element)
            } else {
                lost += 1
                guard (try? container.decode(Anything.self)) != nil else { return }
            }
        }
    }
}

extension KeyedDecodingContainer {
    /// The value, or nil where it is missing, null or of another type.
    func lenient<Value: Decodable>(_ type: Value.Type, _ key: Key) -> Value? {
        (try? decodeIfPresent(type, forKey: key)) ?? nil
    }

    /// A text, also where it came as a number.
    func lenientText(_ key: Key) -> String? {
        if let text = lenient(String.self, key) { return text }
        return lenient(Int64.self, key).map { "\($0)" }
    }
}
