package import Store
package import Telemetry
package import Vocabulary

/// Takes messages from all providers: durable when a call returns, and never twice.
package struct Inbox: Sendable {
    private let store: Store
    private let vault: AttachmentVault
    private let logger: Logger
    private let counters: [Provider: (fresh: Counter, copies: Counter)]
    private let pressure: InboxPressure

    /// - Parameter pressure: What the conversations' lanes look at before they begin on a message.
    package init(
        store: Store, vault: AttachmentVault, logger: Logger, metrics: MetricsRegistry,
        pressure: InboxPressure = InboxPressure()
    ) {
        self.store = store
        self.vault = vault
        self.logger = logger
        self.pressure = pressure
        counters = Dictionary(
            uniqueKeysWithValues: Provider.allCases.map { provider in
                func counter(_ outcome: String) -> Counter {
                    metrics.counter(
                        "waggle_inbound_total", help: "Messages that came in, by provider.",
                        ["provider": provider.rawValue, "outcome": outcome])
                }
                return (provider, (counter("taken"), counter("duplicate")))
            })
    }

    /// Takes everything one webhook held, in one transaction.
    ///
    /// - Throws: `StoreError` or `ChatBridgeError` of kind `unavailable`: nothing was taken, and the provider has to
    ///   send it again.
    @discardableResult
    package func take(_ batch: InboundBatch) async throws -> TakeInbound.Output {
        try await take(batch, deferral: nil)
    }

    private func take(_ batch: InboundBatch, deferral: TakeInbound.Deferral?) async throws -> TakeInbound.Output {
        pressure.begin()
        defer { pressure.end() }
        for message in batch.messages {
            for attachment in message.attachments {
                guard case .inline(let bytes) = attachment.content else { continue }
                _ = try await vault.save(bytes)
            }
        }
        let output = try await store.performUnguarded(
            TakeInbound(
                batch, incarnation: store.incarnation,
                deferral: deferral ?? (pressure.isHigh ? .always : .behindOthers)))
        for (message, taken) in zip(batch.messages, output.taken) { note(taken, message) }
        if batch.ignored > 0 {
            logger.debug("parts of a webhook are no messages", ["count": "\(batch.ignored)"])
        }
        return output
    }

    private func note(_ taken: TakeInbound.Taken, _ message: InboundMessage) {
        let counters = counters[message.provider]
        (taken == .copy ? counters?.copies : counters?.fresh)?.add()
        if case .arrival(let id) = taken, !message.isForwarded,
            message.buttonID != nil || ControlWord.mayStand(in: message.text)
        {
            pressure.note(
                InboxPressure.Control(
                    arrival: id, provider: message.provider, key: message.providerMessageID,
                    conversation: message.conversation))
        }
    }

    /// Takes a message of a caller whose token named the principal.
    ///
    /// `key` makes it unique: the request's `Idempotency-Key`, or a random text. `conversation` is the provider's name
    /// of the conversation. Gives the message's id; for one that was taken before, nil.
    package func take(
        _ message: DirectMessage, from principal: PrincipalID, provider: Provider, conversation: String, key: String
    ) async throws -> MessageID? {
        var inbound = message.inbound(
            provider, id: "\(principal):\(key)", sender: "", conversation: conversation, sentAt: store.now)
        inbound.sender = "principal:\(principal)"
        // The caller is told the message's own id.
        return try await take(InboundBatch(messages: [inbound]), deferral: .never).messages.first ?? nil
    }
}
