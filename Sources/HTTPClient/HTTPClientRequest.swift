/// One request; `http` and `https` only, redirects are not followed.
package struct HTTPClientRequest: Sendable {
    package var method: String
    /// Absolute, already percent-encoded.
    package var url: String
    /// Sent in this order; `Content-Length`, `Host` and `Expect` are libcurl's own business.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]?
    /// From the call to the last byte of the response, or nil for no limit (long streams).
    package var timeout: Duration?
    /// From the call to the established connection, name resolution and TLS included.
    package var connectTimeout: Duration
    /// The longest wait without a byte either way, or nil for no limit.
    ///
    /// Whole seconds, rounded up; libcurl averages over five seconds, so a stall may be noticed that much later.
    package var stallTimeout: Duration?
    /// A longer body ends the transfer with `tooLarge`.
    package var maxResponseBytes: Int

    package init(
        method: String = "GET", url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        timeout: Duration? = .seconds(30), connectTimeout: Duration = .seconds(10), stallTimeout: Duration? = nil,
        maxResponseBytes: Int = 8 * 1_024 * 1_024
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.stallTimeout = stallTimeout
        self.maxResponseBytes = maxResponseBytes
    }

    /// Scheme, host and port: what may be shown, since paths and queries carry tokens with some providers.
    var origin: String {
        guard let scheme = url.firstRange(of: "://") else { return "an address without a scheme" }
        let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return String(url[..<scheme.upperBound] + (authority.split(separator: "@").last ?? ""))
    }

    /// Refuses what could smuggle a second header or request, before libcurl sees it.
    func validate() throws(HTTPClientError) {
        let lowered = url.prefix(8).lowercased()
        guard lowered.hasPrefix("http://") || lowered.hasPrefix("https://"), url.utf8.count <= 8_192,
            url.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        else {
            throw HTTPClientError(
                .invalidRequest, "An address has to start with http:// or https:// and be percent-encoded.")
        }
        guard !method.isEmpty, method.utf8.allSatisfy({ (65...90).contains($0) }) else {
            throw HTTPClientError(.invalidRequest, "A method is upper-case letters.")
        }
        for (name, value) in headers {
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte), !value.utf8.contains(where: Self.endsLine)
            else {
                throw HTTPClientError(.invalidRequest, "The header \(name.prefix(40).debugDescription) is malformed.")
            }
        }
    }

    // RFC 9110 section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func endsLine(_ byte: UInt8) -> Bool { byte == 13 || byte == 10 || byte == 0 }
}
