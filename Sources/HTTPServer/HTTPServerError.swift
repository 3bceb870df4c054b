/// Why a server could not start.
package enum HTTPServerError: Error, CustomStringConvertible {
    /// Another process listens on that port already.
    case addressInUse(host: String, port: UInt16)
    /// The system refused to listen; `reason` is its own text.
    case cannotListen(host: String, port: UInt16, reason: String)
    /// `start()` was called twice.
    case alreadyStarted

    package var description: String {
        switch self {
        case .addressInUse(let host, let port):
            "Port \(port) on \(host) is in use. Stop the program that listens there, or choose another port."
        case .cannotListen(let host, let port, let reason): "Cannot listen on \(host) port \(port): \(reason)."
        case .alreadyStarted: "The HTTP server has been started already."
        }
    }
}
