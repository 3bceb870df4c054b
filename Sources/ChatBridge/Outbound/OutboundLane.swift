package import Cards
package import Vocabulary

/// What to send next to one person: pure, from what waits and what the rate allows.
package enum OutboundLane {
    package struct Item: Hashable, Sendable {
        package var id: OutboundID
        package var urgency: Urgency
        package var message: OutboundMessage
        /// When it may go out.
        package var dueAt: Timestamp
        /// It may be a repetition.
        package var isMarked: Bool

        package init(
            id: OutboundID, urgency: Urgency, message: OutboundMessage, dueAt: Timestamp, isMarked: Bool = false
        ) {
            self.id = id
            self.urgency = urgency
            self.message = message
            self.dueAt = dueAt
            self.isMarked = isMarked
        }
    }

    package enum Step: Hashable, Sendable {
        /// Send one message that stands for all these items.
        case send([OutboundID], OutboundMessage)
        /// Nothing goes out before this time.
        case wait(until: Timestamp)
        case idle
    }

    /// The next step for these items.
    ///
    /// Items of one urgency keep their order, waiting notifications become one message of at most
    /// `limit` UTF-16 units. The caller takes the message from the bucket when it sends.
    package static func next(
        _ items: [Item], bucket: PairRateBucket, limit: Int = WhatsAppSend.textLimit, now: Timestamp
    ) -> Step {
        guard let earliest = items.map(\.dueAt).min() else { return .idle }
        let due = items.filter { $0.dueAt <= now }.sorted { left, right in
            left.urgency == right.urgency ? left.id < right.id : left.urgency > right.urgency
        }
        guard let first = due.first else { return .wait(until: earliest) }
        let allowed = bucket.available(first.urgency, now: now)
        guard allowed <= now else { return .wait(until: allowed) }
        let group = first.urgency == .notification ? coalesced(due, limit) : [first]
        var text = group.map(\.message.text).joined(separator: "\n")
        if group.contains(where: \.isMarked) { text += "\n\(OutboundAttempt.repetitionMark)" }
        return .send(group.map(\.id), OutboundMessage(text, buttons: first.message.buttons))
    }

    private static func coalesced(_ due: [Item], _ limit: Int) -> [Item] {
        guard let first = due.first, first.message.buttons.isEmpty else { return Array(due.prefix(1)) }
        var group: [Item] = []
        var size = OutboundAttempt.repetitionMark.utf16.count + 1
        for item in due {
            size += item.message.text.utf16.count + 1
            guard item.message.buttons.isEmpty, group.isEmpty || size <= limit else { break }
            group.append(item)
        }
        return group
    }
}
