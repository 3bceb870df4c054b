import HTTPServer
import Vocabulary

/// One page of a list: what the caller asked for by `limit` and `cursor`.
///
/// The cursor of the next page comes in the header `waggle-next-cursor`, and as a `Link` with `rel="next"`; without them
/// there is no more. A cursor is only good for the list it came from.
struct Page {
    let limit: Int
    /// Nil at the beginning.
    let cursor: Int64?
    private let request: HTTPRequest

    /// - Parameter fallback: How many where the caller does not say; what used to come whole should still do so.
    init(_ request: HTTPRequest, limit fallback: Int = 1_000, most: Int = 1_000) throws {
        self.request = request
        limit = try request.integer("limit", 1...most, or: fallback)
        cursor = try request.cursor()
    }

    /// Answers rows that were asked for as `limit` + 1: one row too many says that there is a next page.
    func response<Row>(
        _ rows: [Row], cursor: (Row) -> Int64, _ encode: (Row) throws -> JSONValue
    ) rethrows -> HTTPResponse {
        let next = rows.count > limit ? cursor(rows[limit - 1]) : nil
        return response(.array(try rows.prefix(limit).map(encode)), next: next)
    }

    /// Answers a page of a list that was read as a whole, whose cursor is a place in it.
    func slice<Row>(_ rows: [Row], _ encode: (Row) throws -> JSONValue) rethrows -> HTTPResponse {
        let start = Int(clamping: cursor ?? 0)
        let shown = rows.dropFirst(start).prefix(limit)
        let next = shown.endIndex < rows.count && !shown.isEmpty ? Int64(shown.endIndex) : nil
        return response(.array(try shown.map(encode)), next: next)
    }

    func response(_ json: JSONValue, next: Int64?) -> HTTPResponse {
        var response = HTTPResponse(json)
        guard let next else { return response }
        response.headers.set("waggle-next-cursor", "\(next)")
        var query = request.query
        query["cursor"] = "\(next)"
        let pairs = query.sorted { $0.key < $1.key }.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }
        response.headers.set(
            "link", "<\(request.target.prefix { $0 != "?" })?\(pairs.joined(separator: "&"))>; rel=\"next\"")
        return response
    }

    /// Percent-encodes what is not unreserved (RFC 3986 §2.3).
    private static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || [45, 46, 95, 126].contains(byte)
            if isPlain {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
