package import Vocabulary

/// How an endpoint does, as its last calls tell.
package struct ModelEndpointHealth: Hashable, Sendable, Codable {
    package enum State: String, Hashable, Sendable, Codable {
        case healthy
        /// It failed repeatedly and is left alone until `until`.
        case resting
        /// Its rest is over; one call finds out.
        case probing
    }

    package var name: String
    package var kind: ModelEndpoint.Kind
    package var baseURL: String
    package var hasKey: Bool
    package var state: State
    package var until: Timestamp?
    package var lastError: String?
    package var lastErrorAt: Timestamp?
    package var lastSuccessAt: Timestamp?
}
