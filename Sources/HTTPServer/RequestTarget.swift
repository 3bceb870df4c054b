/// A request target taken apart (RFC 9112 §3.2): origin form, or absolute form as proxies send it.
struct RequestTarget {
    /// The authority of the absolute form, which then counts instead of the `Host` header.
    private(set) var authority: String?
    /// The path's segments, each percent-decoded; never "." or "..".
    private(set) var segments: [String] = []
    /// The path, percent-decoded.
    private(set) var path = ""
    private(set) var query: [String: String] = [:]

    private static let malformed = HTTPRefusal(400, "The request's target is malformed.")

    init(_ target: String) throws(HTTPRefusal) {
        var rest = Array(target.utf8)[...]
        if rest.first != UInt8(ascii: "/") {
            guard let scheme = ["http://", "https://"].first(where: { target.lowercased().hasPrefix($0) }) else {
                throw Self.malformed
            }
            let name = rest.dropFirst(scheme.utf8.count).prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
            authority = String(decoding: name, as: UTF8.self)
            rest = rest.dropFirst(scheme.utf8.count + name.count)
            if rest.first != UInt8(ascii: "/") { rest = [UInt8(ascii: "/")] + rest }
        }
        guard !rest.contains(UInt8(ascii: "#")) else { throw Self.malformed }
        let path = rest.prefix { $0 != UInt8(ascii: "?") }
        for part in path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            let segment = try Self.decoded(part, plusIsSpace: false)
            guard segment != ".", segment != ".." else { throw Self.malformed }
            segments.append(segment)
        }
        self.path = "/" + segments.joined(separator: "/")
        for pair in rest.dropFirst(path.count + 1).split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            let key = try Self.decoded(name, plusIsSpace: true)
            if query[key] == nil {
                query[key] = try Self.decoded(pair.dropFirst(name.count + 1), plusIsSpace: true)
            }
        }
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) throws(HTTPRefusal) -> String {
        // The head's parser lets nothing but printable ASCII through, so that most texts stand for themselves.
        if bytes.allSatisfy({ $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") && $0 &- 33 < 94 }) {
            return String(decoding: bytes, as: UTF8.self)
        }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            var byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                guard index + 2 < bytes.endIndex, let high = bytes[index + 1].hexValue,
                    let low = bytes[index + 2].hexValue
                else { throw malformed }
                byte = UInt8(high << 4 | low)
                index += 2
            } else if plusIsSpace, byte == UInt8(ascii: "+") {
                byte = 32
            }
            guard byte != 0 else { throw malformed }
            result.append(byte)
            index += 1
        }
        guard let text = String(validating: result, as: UTF8.self) else { throw malformed }
        return text
    }
}
