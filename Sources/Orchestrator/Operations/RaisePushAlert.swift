package import Store
package import Vocabulary
import Cards

/// Says that a swarm's branch could not be handed to the repository it works on.
package struct RaisePushAlert: StoreOperation {
    let swarm: SwarmID
    let reason: String

    package init(swarm: SwarmID, reason: String) {
        self.swarm = swarm
        self.reason = reason
    }

    package func perform(in transaction: WriteTransaction) throws {
        guard let swarm = try transaction.swarm(swarm) else { return }
        try transaction.emit(
            .alertRaised, swarm: swarm.id, data: EventData.object(["reason": .text(String(reason.prefix(500)))]))
        try transaction.announce(
            [
                OutboundMessage(
                    "⚠️ *\(swarm.name)*: its branch `\(swarm.branch)` could not be pushed to \(swarm.origin ?? "")\n"
                        + Inert.quote(reason, lines: 4) + "\nThe work is safe here; the next merge tries again.")
            ], of: swarm, .failure)
    }
}
