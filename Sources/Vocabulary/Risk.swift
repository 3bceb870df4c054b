/// How much a command can cost or break; it decides what is asked before it runs.
package enum Risk: String, Codable, Sendable, CaseIterable {
    case read, safety, reversible, costly, irreversible
}

extension IntentName {
    /// The risk of the intent as such; scaling and approving depend on their slots and on what they would merge.
    package var risk: Risk {
        switch self {
        case .swarmList, .swarmStatus, .swarmResults, .swarmCost, .swarmChart, .planShow, .taskList, .taskShow,
            .taskLogs,
            .agentList, .agentShow, .goalList, .alertList, .systemHealth, .systemAudit, .help, .whoami, .confirmYes,
            .confirmNo, .unknown, .clarify:
            .read
        case .swarmPause: .safety
        case .swarmResume, .swarmRename, .taskPrioritize, .taskAssign, .taskRetry, .taskReject, .agentDrain,
            .agentResume,
            .agentRestart, .agentUpgrade, .agentMessage, .agentInvite, .goalAdd, .hubMode, .notifySet,
            .alertAcknowledge,
            .swarmScale, .undo, .planRevise:
            .reversible
        case .swarmCreate, .swarmBudget, .taskAdd, .planApprove: .costly
        case .swarmCancel, .taskCancel, .agentRemove, .goalDrop, .taskApprove: .irreversible
        }
    }
}
