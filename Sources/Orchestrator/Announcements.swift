import Cards
import Store
import Vocabulary

/// News whose wording belongs to the orchestrator's own rules.
enum Announcements {
    static func approval(of task: TaskRecord, swarm: SwarmRecord) -> OutboundMessage {
        OutboundMessage(
            "✋ *Task \(task.core.number) of \(swarm.name) waits for you*: \(task.title)\n"
                + "Its checks passed, but they passed before the work too, so they prove nothing. Say *show task "
                + "\(task.core.number) of \(swarm.name)*, then *approve* or *reject* it.",
            buttons: [
                Button(id: ButtonAction.approveTask(swarm.id, task.core.number).id, title: "Approve"),
                Button(id: ButtonAction.rejectTask(swarm.id, task.core.number).id, title: "Reject"),
            ])
    }

    static func planRefused(_ swarm: SwarmRecord, _ reason: String, isChange: Bool) -> OutboundMessage {
        OutboundMessage(
            "✗ *No plan for \(swarm.name).*\n\(reason)\n"
                + (isChange
                    ? "Say *change the plan:* and what else you want, or *cancel \(swarm.name)*."
                    : "Send the corrected PRD to try again."))
    }
}
