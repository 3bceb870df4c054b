package import Vocabulary

/// What can be said, with examples; only what is built, and what the reader may do.
package struct HelpCard: Hashable, Sendable {
    package var available: Set<IntentName>
    package var role: Role

    package init(available: Set<IntentName>, role: Role) {
        self.available = available
        self.role = role
    }

    package func render() -> OutboundMessage {
        var lines = ["*I run swarms of coding agents for you.* Just write, for example:"]
        for (heading, examples) in HelpCard.examples {
            let shown = examples.filter { available.contains($0.intent) && ($0.intent.risk == .read || role > .viewer) }
            guard !shown.isEmpty else { continue }
            lines.append("*\(heading)*")
            lines += shown.map { "- \($0.text)" }
        }
        if role > .viewer { lines.append("A PRD can also come as a file: .md, .txt, .pdf or .docx.") }
        return OutboundMessage(lines.joined(separator: "\n"))
    }

    private static let examples: [(heading: String, [(intent: IntentName, text: String)])] = [
        (
            "Start",
            [
                (.swarmCreate, "build me a todo api with auth"), (.planShow, "show the plan"),
                (.planRevise, "change the plan: use sqlite"), (.planApprove, "plan looks good, go"),
            ]
        ),
        (
            "Follow",
            [
                (.swarmStatus, "how is shop doing?"), (.swarmList, "what's running?"), (.taskShow, "show task 7"),
                (.taskLogs, "log of task 7"), (.swarmResults, "what did you build?"), (.swarmCost, "how much today?"),
                (.agentList, "who is online?"),
            ]
        ),
        (
            "Steer",
            [
                (.swarmPause, "pause shop · stop everything now"), (.swarmResume, "resume shop"),
                (.swarmScale, "give shop 6 agents"), (.swarmBudget, "cap shop at $50"), (.taskRetry, "retry 7"),
                (.taskReject, "reject 7, tests are missing"), (.taskAdd, "add a task to shop: write the readme"),
                (.agentMessage, "tell heron to use tabs"), (.swarmCancel, "cancel shop"), (.undo, "undo that"),
            ]
        ),
    ]
}
