package import HTTPClient

/// Models behind chat completions: OpenAI, Ollama, and others that speak the protocol.
///
/// A schema becomes `response_format`, in strict mode where it names and requires every member.
package struct OpenAICompatibleModel: LanguageModel {
    private let call: ProviderCall

    /// - Parameter streamsAbove: answers that may be longer than so many tokens are streamed.
    package init(
        _ endpoint: ModelEndpoint, client: HTTPClient, environment: ModelEnvironment,
        policy: ModelRetryPolicy = ModelRetryPolicy(), streamsAbove: Int = 1_024
    ) {
        call = ProviderCall(
            endpoint: endpoint, dialect: OpenAIDialect(isOpenAI: endpoint.kind == .openAI), client: client,
            environment: environment, policy: policy, streamsAbove: streamsAbove)
    }

    package func complete(_ request: ModelRequest) async throws -> ModelReply { try await call.complete(request) }

    /// The names of the models the endpoint offers, sorted; no tokens are spent.
    package func modelNames() async throws -> [String] { try await call.modelNames() }
}
