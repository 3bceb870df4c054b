import Vocabulary

/// Which slots an intent takes, and what it means in a few words; the language model's table, and the check of its answer.
struct IntentSignature {
    var intent: IntentName
    var required: [Slot] = []
    var optional: [Slot] = []
    var meaning: String

    var slots: [Slot] { required + optional }

    /// The intents a model may answer; confirmations and undo are never its business.
    static let all: [IntentSignature] = [
        .init(
            intent: .swarmCreate, optional: [.prd, .name, .agents, .repo, .budget, .model, .deadline],
            meaning: "start building something new"),
        .init(intent: .swarmList, optional: [.state], meaning: "which swarms there are"),
        .init(intent: .swarmStatus, optional: [.swarm], meaning: "how a swarm is doing"),
        .init(intent: .swarmPause, optional: [.swarm, .all, .now], meaning: "stop or pause for now"),
        .init(intent: .swarmResume, optional: [.swarm, .all], meaning: "go on after a pause"),
        .init(intent: .swarmCancel, optional: [.swarm, .all], meaning: "end a swarm for good"),
        .init(intent: .swarmScale, optional: [.swarm, .agents, .delta], meaning: "more or fewer agents"),
        .init(intent: .swarmResults, optional: [.swarm], meaning: "what was built"),
        .init(intent: .swarmCost, optional: [.swarm, .period], meaning: "what was spent"),
        .init(intent: .swarmBudget, required: [.budget], optional: [.swarm], meaning: "cap the spend, in US dollars"),
        .init(intent: .swarmRename, required: [.name], optional: [.swarm], meaning: "another name for a swarm"),
        .init(intent: .swarmChart, optional: [.swarm, .kind], meaning: "draw something"),
        .init(intent: .planShow, optional: [.swarm], meaning: "show the plan"),
        .init(intent: .planApprove, optional: [.swarm], meaning: "the plan may run"),
        .init(intent: .planRevise, required: [.feedback], optional: [.swarm], meaning: "change the plan"),
        .init(intent: .taskList, optional: [.swarm, .state], meaning: "which tasks there are"),
        .init(intent: .taskShow, required: [.task], optional: [.swarm], meaning: "one task"),
        .init(intent: .taskAdd, required: [.title], optional: [.swarm, .priority], meaning: "one more task"),
        .init(intent: .taskRetry, optional: [.task, .all, .swarm], meaning: "try a task, or all failed ones, again"),
        .init(intent: .taskCancel, required: [.task], optional: [.swarm], meaning: "drop a task"),
        .init(intent: .taskPrioritize, required: [.task, .priority], optional: [.swarm], meaning: "sooner or later"),
        .init(intent: .taskAssign, required: [.task, .agent], optional: [.swarm], meaning: "who does a task"),
        .init(intent: .taskApprove, required: [.task], optional: [.swarm], meaning: "a result is accepted"),
        .init(
            intent: .taskReject, required: [.task], optional: [.feedback, .swarm], meaning: "a result is not accepted"),
        .init(intent: .taskLogs, required: [.task], optional: [.swarm], meaning: "the log of a task"),
        .init(intent: .agentList, optional: [.swarm, .state], meaning: "which agents there are"),
        .init(intent: .agentShow, required: [.agent], meaning: "what an agent is doing"),
        .init(intent: .agentDrain, required: [.agent], meaning: "an agent takes no new work"),
        .init(intent: .agentResume, required: [.agent], meaning: "an agent takes work again"),
        .init(intent: .agentRestart, required: [.agent], meaning: "restart an agent"),
        .init(intent: .agentUpgrade, required: [.agent], meaning: "newer software for an agent"),
        .init(intent: .agentRemove, required: [.agent], meaning: "an agent leaves for good"),
        .init(intent: .agentMessage, required: [.text], optional: [.agent, .task], meaning: "tell an agent something"),
        .init(intent: .agentInvite, optional: [.swarm, .count], meaning: "a token for a new machine to join"),
        .init(intent: .goalAdd, required: [.text], optional: [.priority], meaning: "a long-term goal"),
        .init(intent: .goalList, meaning: "the goals there are"),
        .init(intent: .goalDrop, required: [.goal], meaning: "drop a goal"),
        .init(intent: .hubMode, required: [.mode], meaning: "what the hub does when there is nothing to do"),
        .init(intent: .alertList, meaning: "what alerts there are"),
        .init(intent: .alertAcknowledge, optional: [.alert], meaning: "an alert was seen"),
        .init(intent: .notifySet, required: [.level], meaning: "how much to be told"),
        .init(intent: .systemHealth, meaning: "is the system all right"),
        .init(intent: .systemAudit, optional: [.period], meaning: "who did what"),
        .init(intent: .help, optional: [.topic], meaning: "what can be said"),
        .init(intent: .whoami, meaning: "who the person is to the system"),
        .init(intent: .unknown, meaning: "small talk, a question, a negation, a condition, or nothing of the above"),
    ]

    static func of(_ intent: IntentName) -> IntentSignature? { all.first { $0.intent == intent } }

    /// The values a slot can have for an intent; nil where they are open.
    static func values(of slot: Slot, in intent: IntentName) -> [String]? {
        switch (slot, intent) {
        case (.state, .swarmList): ["running", "paused"]
        case (.state, .agentList): ["idle", "working", "offline", "draining"]
        case (.state, _): ["pending", "ready", "running", "review", "done", "failed", "blocked"]
        case (.period, _): ["today", "week", "month", "all"]
        case (.kind, _): ["plan", "timeline", "cost"]
        case (.priority, _): Priority.allCases.map(\.name)
        case (.mode, _): ["executing", "improving", "contemplating", "resting", "auto"]
        case (.level, _): ["all", "digest", "failures", "none"]
        case (.all, _), (.now, _): ["true"]
        default: nil
        }
    }
}
