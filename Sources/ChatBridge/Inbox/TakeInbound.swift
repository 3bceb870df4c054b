import Crypto
import Orchestrator
package import Store
package import Vocabulary

/// Takes everything one webhook held into the inbox, once: messages wait for their conversation's lane, reports move the
/// messages they are about.
package struct TakeInbound: StoreOperation {
    package struct Output: Sendable, Hashable {
        /// In the order of the batch; nil for one that was taken before.
        package var messages: [MessageID?]
        package var statuses: Int
    }

    let batch: InboundBatch
    /// What is kept besides the texts; encoded by the caller, so that the writer does not have to.
    private let payloads: [String]
    /// Of this database; reports about messages of another one are passed over.
    let incarnation: String

    package init(_ batch: InboundBatch, incarnation: String) {
        self.batch = batch
        payloads = batch.messages.map { InboundPayload($0, sha256: HexEncoding.encode).json }
        self.incarnation = incarnation
    }

    package func perform(in transaction: WriteTransaction) throws -> Output {
        var output = Output(messages: [], statuses: 0)
        for (message, payload) in zip(batch.messages, payloads) {
            output.messages.append(try take(message, payload, transaction))
        }
        for status in batch.statuses where try take(status, transaction) { output.statuses += 1 }
        return output
    }

    private func take(
        _ message: InboundMessage, _ payload: String, _ transaction: WriteTransaction
    ) throws -> MessageID? {
        // What is older than the ids that are kept may have been taken before: a signed body can be played again.
        guard message.sentAt > transaction.now - ForgetOldKeys.seenLifetime else { return nil }
        let conversation = try transaction.openConversation(message.provider, message.conversation)
        // Of what strangers write nothing is kept but that they wrote.
        let isKnown = try Identity.principal(of: message.sender, in: transaction) != nil
        let id = try transaction.insertIncoming(
            message.provider, conversation: conversation.id, sender: message.sender,
            providerKey: message.providerMessageID, text: isKnown ? message.text : "", payload: isKnown ? payload : nil)
        guard isKnown, let id else { return id }
        try transaction.emit(
            .messageReceived,
            data: EventData.object(["conversation": .text("\(conversation.id)"), "message": .text("\(id)")]))
        // The provider's window is open again for what waited for the person to write.
        try transaction.release(message.provider, message.conversation, postponedTo: OutboundAttempt.never)
        return id
    }

    private func take(_ status: DeliveryStatus, _ transaction: WriteTransaction) throws -> Bool {
        var rows = try transaction.outbounds(providerKey: status.providerMessageID)
        if rows.isEmpty, let opaque = status.opaqueID, opaque.hasPrefix("\(incarnation)_") {
            rows = try transaction.outbounds(providerKey: opaque)
            // A send of unknown outcome: the report is the answer that was missing.
            if rows.isEmpty, let id = OutboundID(opaque.dropFirst(incarnation.count + 1)),
                let row = try transaction.outbound(id)
            {
                rows = [row]
            }
        }
        for row in rows where row.provider == status.provider {
            var next = OutboundAttempt(row, queuedAt: row.updatedAt)
                .decide(.reported(status.state, errorCode: status.errorCode), now: transaction.now).applied(to: row)
            next.providerKey = status.providerMessageID
            _ = try transaction.update(next, expecting: row.state)
        }
        return !rows.isEmpty
    }
}
