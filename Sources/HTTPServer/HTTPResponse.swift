/// What a handler answers.
///
/// The server adds `date`, `content-length`, `transfer-encoding` and `connection`; a handler's own values for the last
/// three are ignored.
package struct HTTPResponse: Sendable {
    package enum Body: Sendable {
        /// Sent with its length.
        case bytes([UInt8])
        /// Written piece by piece while the closure runs. Its task is cancelled when the peer leaves or the server
        /// drains. Where it throws, the body is cut off so that the peer can tell.
        case stream(@Sendable (any HTTPBodyWriter) async throws -> Void)
    }

    package var status: Int
    package var headers: HTTPHeaders
    package var body: Body

    package init(status: Int = 200, headers: HTTPHeaders = [:], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A response with text as its body.
    package init(status: Int = 200, contentType: String = "text/plain; charset=utf-8", text: String) {
        self.init(status: status, headers: ["content-type": contentType], body: .bytes(Array(text.utf8)))
    }

    /// A response with JSON, already encoded, as its body.
    package init(status: Int = 200, json: [UInt8]) {
        self.init(status: status, headers: ["content-type": "application/json"], body: .bytes(json))
    }

    /// An endless `text/event-stream`; the closure writes the events in their wire form.
    package init(eventStream: @escaping @Sendable (any HTTPBodyWriter) async throws -> Void) {
        self.init(
            status: 200,
            headers: [
                "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no",
            ],
            body: .stream(eventStream))
    }

    /// Problem details (RFC 9457).
    ///
    /// `title` defaults to the status's own phrase.
    package init(problem status: Int, type: String = "about:blank", title: String? = nil, detail: String) {
        let title = title ?? Self.reason(status)
        let json =
            #"{"type":""# + Self.escaped(type) + #"","title":""# + Self.escaped(title) + #"","status":"#
            + String(status) + #","detail":""# + Self.escaped(detail) + #""}"#
        self.init(
            status: status, headers: ["content-type": "application/problem+json"], body: .bytes(Array(json.utf8)))
    }

    /// Whether a response of this status can carry a body (RFC 9110 §6.4.1).
    var mayHaveBody: Bool { status >= 200 && status != 204 && status != 304 }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The reason phrase of a status (RFC 9110 §15).
    package static func reason(_ status: Int) -> String {
        reasons[status] ?? "Status \(status)"
    }

    private static let reasons: [Int: String] = [
        100: "Continue", 101: "Switching Protocols", 200: "OK", 201: "Created", 202: "Accepted", 204: "No Content",
        206: "Partial Content", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
        307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized",
        402: "Payment Required", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
        408: "Request Timeout", 409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed",
        413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type", 417: "Expectation Failed",
        421: "Misdirected Request", 422: "Unprocessable Content", 425: "Too Early", 426: "Upgrade Required",
        428: "Precondition Required", 429: "Too Many Requests", 431: "Request Header Fields Too Large",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
        504: "Gateway Timeout", 505: "HTTP Version Not Supported", 507: "Insufficient Storage",
    ]
}
