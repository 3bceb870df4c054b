import CCurl

extension HTTPClientError {
    static func shutDown(mayHaveArrived: Bool) -> HTTPClientError {
        HTTPClientError(.shutDown, "The HTTP client was shut down.", mayHaveArrived: mayHaveArrived)
    }

    /// Reads libcurl's result of a failed transfer; what the callbacks refused comes first.
    ///
    /// - Parameters:
    ///   - sentBytes: of the request's head, over all its tries; any at all and it may have arrived.
    ///   - elapsed: since the transfer started.
    init(_ result: CURLcode, of transfer: Transfer, sentBytes: Int, elapsed: Duration) {
        let request = transfer.request
        let origin = request.origin
        let code =
            transfer.refusal
            ?? Self.code(of: result, isStall: sentBytes > 0 && elapsed < request.timeout ?? .seconds(Int64.max))
        let sentence =
            switch code {
            case .invalidRequest: "The address at \(origin) is not a valid http or https address."
            case .unresolved: "The host name of \(origin) could not be resolved: check the name and the DNS."
            case .refused: "\(origin) could not be connected to: check the address, and that something listens there."
            case .denied: "\(origin) is a private address, which is not allowed here."
            case .tls: "No trusted TLS connection to \(origin): \(String(cString: curl_easy_strerror(result)))."
            case .timedOut: "\(origin) did not answer in time."
            case .stalled: "\(origin) stopped sending."
            case .tooLarge: "The response of \(origin) is larger than \(request.maxResponseBytes) bytes."
            case .cut: "The connection to \(origin) ended before the response did."
            case .malformed: "What \(origin) answered is not HTTP."
            case .shutDown, .other: "The request to \(origin) failed: \(String(cString: curl_easy_strerror(result)))."
            }
        self.init(code, sentence, mayHaveArrived: sentBytes > 0)
    }

    private static func code(of result: CURLcode, isStall: Bool) -> Code {
        switch result {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .invalidRequest
        case CURLE_COULDNT_RESOLVE_HOST: .unresolved
        case CURLE_COULDNT_CONNECT: .refused
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            .tls
        case CURLE_OPERATION_TIMEDOUT: isStall ? .stalled : .timedOut
        case CURLE_FILESIZE_EXCEEDED: .tooLarge
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND: .cut
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: .malformed
        default: .other
        }
    }
}
