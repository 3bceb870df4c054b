package import Store
package import Vocabulary
import Cards

/// Writes down that a swarm's branch reached the repository it works on; the end of a trouble is told.
package struct RecordPush: StoreOperation {
    let swarm: SwarmID
    let commit: String

    package init(swarm: SwarmID, commit: String) {
        self.swarm = swarm
        self.commit = commit
    }

    package func perform(in transaction: WriteTransaction) throws {
        try transaction.notePushed(commit, of: swarm)
        guard try transaction.clearAlert(PushAlert.key(swarm)), let swarm = try transaction.swarm(swarm) else { return }
        try transaction.announce(
            [OutboundMessage("✓ *\(swarm.name)*: its branch `\(swarm.branch)` is pushed now.")], of: swarm, .failure)
    }
}

/// Writes down that a swarm's branch could not be handed over, and when that is tried again; told once.
package struct RecordPushFailure: StoreOperation {
    let swarm: SwarmID
    let reason: String
    let pause: Duration

    package init(swarm: SwarmID, reason: String, pause: Duration) {
        self.swarm = swarm
        self.reason = reason
        self.pause = pause
    }

    package func perform(in transaction: WriteTransaction) throws {
        try transaction.notePushFailed(of: swarm, next: transaction.now + pause)
        guard let swarm = try transaction.swarm(swarm) else { return }
        let text = "the branch of \(swarm.name) could not be pushed: \(reason.prefix(400))"
        guard try transaction.raiseAlert(PushAlert.key(swarm.id), text, swarm: swarm.id) != nil else { return }
        try transaction.announce(
            [
                OutboundMessage(
                    "⚠️ *\(swarm.name)*: its branch `\(swarm.branch)` could not be pushed to \(swarm.origin ?? "")\n"
                        + Inert.quote(reason, lines: 4)
                        + "\nThe work is safe here; I go on trying and tell you when it is there.")
            ], of: swarm, .failure)
    }
}

private enum PushAlert {
    static func key(_ swarm: SwarmID) -> String { "push \(swarm)" }
}
