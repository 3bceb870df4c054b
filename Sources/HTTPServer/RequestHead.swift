/// The head of one request, as far as the server itself has to understand it.
struct RequestHead {
    var method = ""
    var target = ""
    /// 0 for HTTP/1.0, 1 for HTTP/1.1.
    var minorVersion = 1
    var headers = HTTPHeaders()
    var host: String?
    var contentLength: Int?
    var isChunked = false
    var keepsAlive = true
    var expectsContinue = false

    var hasBody: Bool { isChunked || (contentLength ?? 0) > 0 }

    /// Takes in one field and what it means for the connection.
    mutating func take(_ name: String, _ value: String) throws(HTTPRefusal) {
        switch name {
        case "host":
            guard host == nil else { throw HTTPRefusal(400, "There is more than one Host header.") }
            host = value
        case "expect":
            guard value.lowercased() == "100-continue" else {
                throw HTTPRefusal(417, "The only expectation this server knows is 100-continue.")
            }
            expectsContinue = minorVersion == 1
        case "connection":
            let options = Self.list(value)
            if options.contains("close") {
                keepsAlive = false
            } else if minorVersion == 0, options.contains("keep-alive") {
                keepsAlive = true
            }
        case "content-length":
            guard contentLength == nil, !value.isEmpty, value.utf8.count < 19, value.utf8.allSatisfy(\.isDigit) else {
                throw HTTPRefusal(400, "There must be one Content-Length, in digits alone.")
            }
            contentLength = Int(value)
        case "transfer-encoding":
            guard minorVersion == 1, !isChunked else {
                throw HTTPRefusal(400, "There must be one Transfer-Encoding, and HTTP/1.1.")
            }
            guard value.lowercased() == "chunked" else {
                // 501 would be the protocol's own word, but what a sender spelt wrong is never an error of the server.
                throw HTTPRefusal(400, "The only Transfer-Encoding this server knows is chunked.")
            }
            isChunked = true
        default: break
        }
        headers.append(lowercased: name, value)
    }

    /// Refuses what could mean two different things to two readers.
    func validate() throws(HTTPRefusal) {
        if host == nil, minorVersion == 1 { throw HTTPRefusal(400, "HTTP/1.1 needs a Host header.") }
        if isChunked, contentLength != nil {
            throw HTTPRefusal(400, "Transfer-Encoding and Content-Length exclude each other.")
        }
    }

    /// The members of a comma-separated list, in lower case.
    static func list(_ value: String) -> [String] {
        value.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }.map(String.init)
    }
}
