/// One complete request, its body read in full.
package struct HTTPRequest: Sendable {
    /// As sent; `HEAD` reaches the handler of a `GET` route as `HEAD`.
    package var method: String
    /// The request target as sent, with its query.
    package var target: String
    /// The path, percent-decoded, without the query; begins with "/".
    package var path: String
    /// The query's parameters, decoded; the first of several equal names wins.
    package var query: [String: String]
    package var headers: HTTPHeaders
    /// At most the route's body limit.
    package var body: [UInt8]
    /// The numeric address of the other end of the connection (a proxy's, where one stands in front).
    package var peer: String
    /// What the captures of the route's pattern matched, percent-decoded.
    package var parameters: [String: String]

    package init(
        method: String = "GET", target: String, path: String? = nil, query: [String: String] = [:],
        headers: HTTPHeaders = [:], body: [UInt8] = [], peer: String = "127.0.0.1", parameters: [String: String] = [:]
    ) {
        self.method = method
        self.target = target
        self.path = path ?? String(target.prefix { $0 != "?" })
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
        self.parameters = parameters
    }
}
