package import Vocabulary

/// What a button stands for; its id travels through the provider and back, and names its target without doubt.
package enum ButtonAction: Hashable, Sendable {
    /// Bound to the first 16 digits of the plan's digest: a changed plan makes the button void.
    case approvePlan(SwarmID, digest: String)
    case declinePlan(SwarmID, digest: String)
    case showPlan(SwarmID)
    case yes(ConfirmationID)
    case no(ConfirmationID)
    case approveTask(SwarmID, Int)
    case rejectTask(SwarmID, Int)
    case status(SwarmID)
    case results(SwarmID)
    case pause(SwarmID)
    case resume(SwarmID)
    case undo

    package var id: String {
        switch self {
        case .approvePlan(let swarm, let digest): "plan.approve:\(swarm):\(digest)"
        case .declinePlan(let swarm, let digest): "plan.decline:\(swarm):\(digest)"
        case .showPlan(let swarm): "plan.show:\(swarm)"
        case .yes(let confirmation): "yes:\(confirmation)"
        case .no(let confirmation): "no:\(confirmation)"
        case .approveTask(let swarm, let number): "task.approve:\(swarm):\(number)"
        case .rejectTask(let swarm, let number): "task.reject:\(swarm):\(number)"
        case .status(let swarm): "swarm.status:\(swarm)"
        case .results(let swarm): "swarm.results:\(swarm)"
        case .pause(let swarm): "swarm.pause:\(swarm)"
        case .resume(let swarm): "swarm.resume:\(swarm)"
        case .undo: "undo"
        }
    }

    /// Reads the id of a pressed button; nil where it is none of ours.
    package init?(id: String) {
        let parts = id.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts == ["undo"] {
            self = .undo
            return
        }
        guard parts.count >= 2 else { return nil }
        if let confirmation = ConfirmationID(parts[1]), parts.count == 2, parts[0] == "yes" || parts[0] == "no" {
            self = parts[0] == "yes" ? .yes(confirmation) : .no(confirmation)
            return
        }
        guard let swarm = SwarmID(parts[1]) else { return nil }
        switch (parts[0], parts.count) {
        case ("plan.approve", 3): self = .approvePlan(swarm, digest: parts[2])
        case ("plan.decline", 3): self = .declinePlan(swarm, digest: parts[2])
        case ("plan.show", 2): self = .showPlan(swarm)
        case ("task.approve", 3):
            guard let number = Int(parts[2]) else { return nil }
            self = .approveTask(swarm, number)
        case ("task.reject", 3):
            guard let number = Int(parts[2]) else { return nil }
            self = .rejectTask(swarm, number)
        case ("swarm.status", 2): self = .status(swarm)
        case ("swarm.results", 2): self = .results(swarm)
        case ("swarm.pause", 2): self = .pause(swarm)
        case ("swarm.resume", 2): self = .resume(swarm)
        default: return nil
        }
    }

    /// The command the button gives.
    package var command: Command {
        func target(_ swarm: SwarmID) -> SlotValue { .text("#\(swarm)") }
        return switch self {
        case .approvePlan(let swarm, let digest):
            Command(.planApprove, [.swarm: target(swarm), .code: .text(digest)])
        case .declinePlan(let swarm, let digest):
            Command(.confirmNo, [.swarm: target(swarm), .code: .text(digest)])
        case .showPlan(let swarm): Command(.planShow, [.swarm: target(swarm)])
        case .yes(let confirmation): Command(.confirmYes, [.code: .text("#\(confirmation)")])
        case .no(let confirmation): Command(.confirmNo, [.code: .text("#\(confirmation)")])
        case .approveTask(let swarm, let number):
            Command(.taskApprove, [.swarm: target(swarm), .task: .integer(number)])
        case .rejectTask(let swarm, let number):
            Command(.taskReject, [.swarm: target(swarm), .task: .integer(number)])
        case .status(let swarm): Command(.swarmStatus, [.swarm: target(swarm)])
        case .results(let swarm): Command(.swarmResults, [.swarm: target(swarm)])
        case .pause(let swarm): Command(.swarmPause, [.swarm: target(swarm)])
        case .resume(let swarm): Command(.swarmResume, [.swarm: target(swarm)])
        case .undo: Command(.undo)
        }
    }
}
