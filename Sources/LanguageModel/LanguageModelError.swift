/// Why a model did not answer; the description says what a person can do and never holds a key.
package struct LanguageModelError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// The key is missing, wrong, or may not use the model.
        case auth
        /// The account has no credit left.
        case billing
        /// Too many requests or tokens; `retryAfter` is the provider's own wish, if it had one.
        case rateLimit(retryAfter: Duration?)
        /// The provider is overloaded, or rests here after repeated failures.
        case overload
        /// No answer, or one that was cut off.
        case network
        /// Prompt and answer do not fit into the model's context.
        case contextFull
        /// The provider does not accept the request: unknown model, bad schema.
        case badRequest
        /// The provider declined to answer for its content.
        case refusal
        /// The answer is not what the protocol or the schema promises.
        case malformed
        /// There is no recording of the request; the description names its digest.
        case notRecorded
        /// A spending cap does not allow the call.
        case budget
        /// Nobody knows what the model costs.
        case unpriced
        /// There is no model for that use: none is set, or no endpoint serves it.
        case unavailable
    }

    package let code: Code
    package let description: String

    /// - Parameter description: whole sentences for a person.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Whether the same request may succeed a little later.
    package var isTransient: Bool {
        switch code {
        case .rateLimit, .overload, .network: true
        default: false
        }
    }
}
