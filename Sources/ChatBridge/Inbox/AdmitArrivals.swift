import Orchestrator
package import Store
package import Vocabulary

/// Sorts arrivals into their conversations, where they wait for their lane.
package struct AdmitArrivals: StoreOperation {
    package enum Choice: Sendable {
        case oldest(Int)
        /// One that may overtake.
        case one(ArrivalID)
    }

    let choice: Choice

    package init(_ choice: Choice) { self.choice = choice }

    /// The messages that were not taken before, in order.
    package func perform(in transaction: WriteTransaction) throws -> [MessageID] {
        let arrivals =
            switch choice {
            case .oldest(let limit): try transaction.arrivals(limit: limit)
            case .one(let id): try transaction.arrival(id).map { [$0] } ?? []
            }
        return try arrivals.compactMap { arrival in
            try transaction.removeArrival(arrival)
            return try Self.admit(arrival, transaction)
        }
    }

    /// The message it became; nil where its key was taken before.
    static func admit(_ arrival: ArrivalRecord, _ transaction: WriteTransaction) throws -> MessageID? {
        let conversation = try transaction.openConversation(arrival.provider, arrival.conversation)
        let id = try transaction.insertIncoming(
            arrival.provider, conversation: conversation.id, sender: arrival.sender, providerKey: arrival.key,
            text: arrival.text, payload: arrival.payload)
        guard arrival.payload != nil, let id else { return id }
        try transaction.emit(
            .messageReceived,
            data: EventData.object(["conversation": .text("\(conversation.id)"), "message": .text("\(id)")]))
        // The provider's window is open again for what waited for the person to write.
        try transaction.release(arrival.provider, arrival.conversation, postponedTo: OutboundAttempt.never)
        return id
    }
}
