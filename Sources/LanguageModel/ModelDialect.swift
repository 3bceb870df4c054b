import Crypto
import Vocabulary

/// How one kind of provider spells requests, replies and errors.
protocol ModelDialect: Sendable {
    /// Behind the endpoint's base URL.
    var completionPath: String { get }
    var modelsPath: String { get }

    func headers(key: Secret?) -> [(name: String, value: String)]
    func body(of request: ModelRequest, isStreaming: Bool) throws(LanguageModelError) -> JSONValue
    /// Reads a whole reply, streamed or not.
    func reply(_ body: JSONValue, to request: ModelRequest) throws(LanguageModelError) -> ModelReply
    func makeAccumulator() -> any ModelStreamAccumulator
    /// What an error answer means; the message is the provider's own.
    func failure(status: Int, body: JSONValue?) -> (code: LanguageModelError.Code, message: String?)
}

/// Puts the events of a stream together to the body the provider would have sent at once.
protocol ModelStreamAccumulator {
    /// Whether any of the answer has come: what is repeated after that is paid twice.
    var hasBegun: Bool { get }

    /// Takes the next event.
    ///
    /// - Throws: `ModelStreamFailure` when the provider reports an error in the stream, `LanguageModelError` for nonsense.
    mutating func receive(_ event: ServerSentEvent) throws

    /// The body; nil when the stream ended before the answer did.
    func body() -> JSONValue?
}

/// An error a provider reported after it had begun a stream with status 200.
struct ModelStreamFailure: Error {
    let body: JSONValue
}
