package import HTTPClient

/// Models behind Anthropic's Messages API.
///
/// A schema becomes structured output, or for models that predate it a tool the model has to call; both come back as
/// text. Reasoning comes back as opaque content, to be given back with the turn.
package struct AnthropicModel: LanguageModel {
    private let call: ProviderCall

    /// - Parameter streamsAbove: answers that may be longer than so many tokens are streamed.
    package init(
        _ endpoint: ModelEndpoint, client: HTTPClient, environment: ModelEnvironment,
        policy: ModelRetryPolicy = ModelRetryPolicy(), streamsAbove: Int = 1_024
    ) {
        call = ProviderCall(
            endpoint: endpoint, dialect: AnthropicDialect(), client: client, environment: environment, policy: policy,
            streamsAbove: streamsAbove)
    }

    package func complete(_ request: ModelRequest) async throws -> ModelReply { try await call.complete(request) }

    /// The names of the models the endpoint offers, sorted; no tokens are spent.
    package func modelNames() async throws -> [String] { try await call.modelNames() }
}
