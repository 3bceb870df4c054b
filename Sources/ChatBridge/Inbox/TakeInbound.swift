import Crypto
import Orchestrator
package import Store
package import Vocabulary

/// Takes everything one webhook held into the inbox, once: messages wait for their conversation's lane, reports move the
/// messages they are about.
///
/// In a flood messages become arrivals, which cost least, and are sorted into their conversations by `AdmitArrivals`.
package struct TakeInbound: StoreOperation {
    package struct Output: Sendable, Hashable {
        /// In the order of the batch.
        package var taken: [Taken]
        package var statuses: Int

        /// Nil for one that was taken before, or is an arrival.
        package var messages: [MessageID?] {
            taken.map { if case .message(let id) = $0 { id } else { nil } }
        }
    }

    /// What became of a message.
    package enum Taken: Sendable, Hashable {
        case message(MessageID)
        case arrival(ArrivalID)
        /// It was taken before, or is too old to tell.
        case copy
    }

    /// When messages become arrivals.
    package enum Deferral: Sendable {
        case never
        /// Where others wait already, so that they keep their order.
        case behindOthers
        case always
    }

    let batch: InboundBatch
    private let deferral: Deferral
    /// What is kept besides the texts; encoded by the caller, so that the writer does not have to.
    private let payloads: [String]
    /// Of this database; reports about messages of another one are passed over.
    let incarnation: String

    package init(_ batch: InboundBatch, incarnation: String, deferral: Deferral = .behindOthers) {
        self.batch = batch
        self.deferral = deferral
        payloads = batch.messages.map { InboundPayload($0, sha256: HexEncoding.encode).json }
        self.incarnation = incarnation
    }

    package func perform(in transaction: WriteTransaction) throws -> Output {
        var output = Output(taken: [], statuses: 0)
        for (message, payload) in zip(batch.messages, payloads) {
            output.taken.append(try take(message, payload, transaction))
        }
        for status in batch.statuses where try take(status, transaction) { output.statuses += 1 }
        return output
    }

    private func take(
        _ message: InboundMessage, _ payload: String, _ transaction: WriteTransaction
    ) throws -> Taken {
        // What is older than the ids that are kept may have been taken before: a signed body can be played again.
        guard message.sentAt > transaction.now - ForgetOldKeys.seenLifetime else { return .copy }
        // Of what strangers write nothing is kept but that they wrote.
        let isKnown = try Identity.principal(of: message.sender, in: transaction) != nil
        let arrival = ArrivalRecord(
            provider: message.provider, key: message.providerMessageID, conversation: message.conversation,
            sender: message.sender, text: isKnown ? message.text : "", payload: isKnown ? payload : nil)
        if try isDeferred(transaction) {
            return try transaction.insertArrival(arrival).map { .arrival($0) } ?? .copy
        }
        return try AdmitArrivals.admit(arrival, transaction).map { .message($0) } ?? .copy
    }

    private func isDeferred(_ transaction: WriteTransaction) throws -> Bool {
        switch deferral {
        case .never: false
        case .behindOthers: try transaction.hasArrivals()
        case .always: true
        }
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
