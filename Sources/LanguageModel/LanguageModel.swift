/// Something that completes a request: a provider, a replay of recordings, or a ledger around either.
package protocol LanguageModel: Sendable {
    /// Completes the request; long calls are cancelled with the calling task.
    ///
    /// - Throws: `LanguageModelError`, or `CancellationError`.
    func complete(_ request: ModelRequest) async throws -> ModelReply
}
