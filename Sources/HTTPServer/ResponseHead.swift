/// The status line and fields of a response as they are sent, kept for the next response with the same.
struct ResponseHead {
    private let status: Int
    private let headers: HTTPHeaders
    let bytes: [UInt8]

    init(_ response: HTTPResponse) {
        status = response.status
        headers = response.headers
        var bytes = Array("HTTP/1.1 \(status) \(HTTPResponse.reason(status))\r\n".utf8)
        for field in headers {
            switch field.name {
            case "content-length", "transfer-encoding", "connection", "date": continue
            default: Self.append(field, to: &bytes)
            }
        }
        self.bytes = bytes
    }

    func fits(_ response: HTTPResponse) -> Bool { status == response.status && headers == response.headers }

    /// A field whose value could end the line early would let its author write headers: such bytes become spaces.
    private static func append(_ field: HTTPHeaders.Field, to bytes: inout [UInt8]) {
        guard !field.name.isEmpty, field.name.utf8.allSatisfy(\.isToken) else { return }
        bytes += field.name.utf8
        bytes += ": ".utf8
        bytes += field.value.utf8.lazy.map { $0 >= 32 && $0 != 127 || $0 == 9 ? $0 : 32 }
        bytes += "\r\n".utf8
    }
}
