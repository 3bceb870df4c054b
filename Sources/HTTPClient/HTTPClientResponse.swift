/// A response with its whole body.
package struct HTTPClientResponse: Sendable {
    package var status: Int
    package var headers: HTTPClientHeaders
    package var body: [UInt8]

    package init(status: Int, headers: HTTPClientHeaders, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
