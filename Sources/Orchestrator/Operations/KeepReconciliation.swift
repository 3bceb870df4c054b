package import Store
import Vocabulary
import Cards

/// Writes down how an outage of the database ended: the event, and what the admins are told.
///
/// Once an outage.
package struct KeepReconciliation: StoreOperation {
    let back: HealthMachine.Return
    /// A name of this process: each reports what it saw itself.
    let process: String

    package init(_ back: HealthMachine.Return, process: String) {
        self.back = back
        self.process = process
    }

    /// The sentence about it, for the log.
    package func perform(in transaction: WriteTransaction) throws -> String {
        let held = try transaction.leases(before: back.epoch)
        let sentence = Self.sentence(back, held: held)
        // A commit of unknown outcome may have been one; the same report is made once.
        guard try transaction.markReported("reconciled \(process)", at: back.outage.since) else { return sentence }
        let tally = back.deliveries
        try transaction.emit(
            .storeReconciled,
            data: EventData.object([
                "since": .text("\(back.outage.since)"), "until": .text("\(back.at)"),
                "reason": .text(back.outage.fault.description), "accepted": .integer(Int64(tally.accepted)),
                "replayed": .integer(Int64(tally.replayed)), "stale": .integer(Int64(tally.stale)),
                "salvaged": .integer(Int64(tally.salvaged)), "held": .integer(Int64(held)), "text": .text(sentence),
            ]))
        try transaction.tellAdmins([OutboundMessage(sentence)])
        return sentence
    }

    static func sentence(_ back: HealthMachine.Return, held: Int) -> String {
        let tally = back.deliveries
        func count(_ number: Int, _ what: String) -> String? { number > 0 ? "\(number) \(what)" : nil }
        let counts = [
            count(tally.accepted, "accepted"), count(tally.replayed, "had been taken before"),
            count(tally.salvaged, "salvaged though the lease had ended"),
            count(tally.stale, "set aside because the work had been given to somebody else"),
        ].compactMap(\.self)
        var text =
            "⚠️ *The database was away* from \(time(back.outage.since)) to \(time(back.at)) UTC: "
            + "\(back.outage.fault). Nothing that was acknowledged is lost. "
        text +=
            tally.total == 0
            ? "No agent had a result to bring."
            : "Agents brought \(tally.total) \(tally.total == 1 ? "result" : "results") they had kept: "
                + counts.joined(separator: ", ") + "."
        if held > 0 { text += " \(held) \(held == 1 ? "job is" : "jobs are") still under way since before." }
        return text
    }

    private static func time(_ time: Timestamp) -> String { String(time.description.dropFirst(11).prefix(8)) }
}

extension WriteTransaction {
    /// Posts into the conversation in which each admin last wrote, as far as that is not long ago.
    func tellAdmins(_ messages: [OutboundMessage]) throws {
        for admin in try principals() where admin.role == .admin {
            guard let id = try lastConversation(of: admin.id), let conversation = try conversation(id) else { continue }
            _ = try post(messages, to: conversation, isUrgent: true)
        }
    }
}
