import Cards
package import Store
package import Vocabulary

/// Makes the provider's messages of a row that holds none yet; does nothing the second time.
package struct ExpandOutbound: StoreOperation {
    let id: OutboundID
    let limits: OutboundLimits

    package init(id: OutboundID, limits: OutboundLimits) {
        self.id = id
        self.limits = limits
    }

    package func perform(in transaction: WriteTransaction) throws {
        guard let row = try transaction.outbound(id), row.body.isEmpty,
            let message = try transaction.message(row.message)
        else { return }
        let parts = OutboundBody.parts(
            of: OutboundMessage(message.text, buttons: message.buttons), limits: limits,
            replyTo: try quoted(message, transaction))
        for (index, part) in parts.enumerated() {
            if index == 0 {
                try transaction.setBody(part.json, of: id)
            } else {
                _ = try transaction.insertOutbound(
                    message: row.message, provider: row.provider, address: row.address, isUrgent: row.isUrgent,
                    part: index, body: part.json)
            }
        }
    }

    /// The message is quoted only where the person has written more since; else it is plain what is answered.
    private func quoted(_ message: MessageRecord, _ transaction: WriteTransaction) throws -> String? {
        guard let asked = message.inReplyTo else { return nil }
        let newest = try transaction.newestMessages(of: message.conversation, limit: 20).last { !$0.isOutgoing }
        guard newest?.id != asked else { return nil }
        return try transaction.message(asked)?.providerKey
    }
}

/// Notes on disk that these rows go out now; gives back those that are still to be sent.
package struct BeginSend: StoreOperation {
    let ids: [OutboundID]
    /// Stands in for the provider's id until it is known, and finds the rows when a report comes first.
    let opaqueID: String

    package init(ids: [OutboundID], opaqueID: String) {
        self.ids = ids
        self.opaqueID = opaqueID
    }

    package func perform(in transaction: WriteTransaction) throws -> [OutboundRecord] {
        try ids.compactMap { id in
            guard let row = try transaction.outbound(id), row.state == .queued || row.state == .unknown,
                row.notBefore <= transaction.now
            else { return nil }
            var next = OutboundAttempt(row, queuedAt: row.updatedAt).decide(.started, now: transaction.now)
                .applied(to: row)
            next.providerKey = opaqueID
            return try transaction.update(next, expecting: row.state) ? next : nil
        }
    }
}

/// Writes down what became of a send.
package struct FinishSend: StoreOperation {
    let ids: [OutboundID]
    let event: OutboundAttempt.Event

    package init(ids: [OutboundID], event: OutboundAttempt.Event) {
        self.ids = ids
        self.event = event
    }

    package func perform(in transaction: WriteTransaction) throws {
        for id in ids {
            guard let row = try transaction.outbound(id), let message = try transaction.message(row.message) else {
                continue
            }
            var next = OutboundAttempt(row, queuedAt: message.at).decide(event, now: transaction.now).applied(to: row)
            if case .finished(.accepted(let key)) = event { next.providerKey = key }
            _ = try transaction.update(next, expecting: row.state)
        }
    }
}

/// Turns sends that a crash interrupted into sends of unknown outcome.
package struct RecoverSends: StoreOperation {
    package init() {}

    package func perform(in transaction: WriteTransaction) throws -> Int {
        let rows = try transaction.interruptedSends()
        for row in rows {
            let next = OutboundAttempt(row, queuedAt: row.updatedAt).decide(.interrupted, now: transaction.now)
            _ = try transaction.update(next.applied(to: row), expecting: row.state)
        }
        return rows.count
    }
}

/// Brings sends that are put off for longer than they can be down to now: the clock was set back.
package struct BoundSends: StoreOperation {
    package init() {}

    package func perform(in transaction: WriteTransaction) throws {
        try transaction.boundSends(
            pause: OutboundAttempt.longestPause, retry: OutboundAttempt.retryPause,
            retries: OutboundAttempt.maximumAttempts - 1, below: OutboundAttempt.never)
    }
}

/// Puts off what one recipient's rate does not allow yet, so that it hides nobody else's messages.
package struct PostponeSends: StoreOperation {
    let provider: Provider
    let address: String
    let isUrgent: Bool
    let until: Timestamp

    package func perform(in transaction: WriteTransaction) throws {
        try transaction.postpone(provider, address, isUrgent: isUrgent, until: until)
    }
}
