/// Why there is no (whole) response.
///
/// The description never holds more of the address than its host.
package struct HTTPClientError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Malformed address, method or header: nothing was sent.
        case invalidRequest
        /// The host name has no address.
        case unresolved
        /// Nothing listens there, or it cannot be reached.
        case refused
        /// The address is private and the client denies those.
        case denied
        /// No TLS connection, or a certificate that does not hold.
        case tls
        case timedOut
        /// Not a byte for the request's stall time.
        case stalled
        case tooLarge
        /// The connection ended before the response did.
        case cut
        /// What came is not HTTP.
        case malformed
        /// The client was shut down.
        case shutDown
        case other
    }

    package let code: Code
    package let description: String
    /// Whether any of the request may have reached the server: the outcome of a send is then unknown.
    package let mayHaveArrived: Bool

    init(_ code: Code, _ description: String, mayHaveArrived: Bool = false) {
        self.code = code
        self.description = description
        self.mayHaveArrived = mayHaveArrived
    }
}
