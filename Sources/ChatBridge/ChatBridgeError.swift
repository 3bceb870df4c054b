/// Why something that came in could not be taken, in words its sender can act on.
package struct ChatBridgeError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// The request is malformed.
        case invalid
        case tooLarge
        /// Trying again later may help.
        case unavailable
        /// It is gone, or is not what was announced.
        case refused
    }

    package let kind: Kind
    package let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
