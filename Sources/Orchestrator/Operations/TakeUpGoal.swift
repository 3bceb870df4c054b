package import Store
import Cards
import Vocabulary

/// Settles goals whose swarms have ended, and makes a swarm of the next one where the hub's mode says so.
///
/// Only a plan is asked for: nothing of it runs before a person approved it.
package struct TakeUpGoal: StoreOperation {
    let settings: OrchestratorSettings

    package init(settings: OrchestratorSettings) { self.settings = settings }

    package func perform(in transaction: WriteTransaction) throws {
        var isUnderWay = false
        for goal in try transaction.takenGoals() {
            guard let swarm = try goal.swarm.flatMap({ try transaction.swarm($0) }) else { continue }
            if swarm.state.isFinal {
                try transaction.moveGoal(goal.id, to: swarm.state == .completed ? .done : .parked, swarm: swarm.id)
            } else {
                isUnderWay = true
            }
        }
        let mode = try transaction.hubMode()
        let unfinished = try transaction.unfinishedSwarms()
        guard mode.takesUpGoal(unfinished: unfinished, isGoalUnderWay: isUnderWay),
            let next = try transaction.nextGoal()
        else { return }
        try takeUp(next, mode, in: transaction)
    }

    private func takeUp(_ goal: GoalRecord, _ mode: HubMode, in transaction: WriteTransaction) throws {
        let name = try transaction.freeName(SwarmName.make(nil, prd: goal.text, document: nil))
        let slug = try transaction.freeSlug(for: name)
        // A goal that speaks of a swarm is about the repository that swarm works on.
        let origin = try transaction.swarms(limit: 200).first { swarm in
            swarm.origin != nil
                && goal.text.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "-" })
                    .contains { $0.lowercased() == swarm.name.lowercased() || $0.lowercased() == swarm.slug }
        }?.origin
        var swarm = SwarmRecord(
            slug: slug, name: name, conversation: goal.conversation, principal: goal.principal,
            agents: settings.defaultAgents, budget: settings.swarmCap, origin: origin, prd: goal.text, prdName: nil,
            model: nil, deadline: nil, at: transaction.now)
        if mode.isResting { swarm.gate.insert(.resting) }
        let id = try transaction.insert(swarm)
        _ = try transaction.requestPlan(of: id, feedback: nil)
        try transaction.moveGoal(goal.id, to: .taken, swarm: id)
        try transaction.emit(
            .swarmCreated, swarm: id,
            data: EventData.object(["name": .text(name), "slug": .text(slug), "goal": .integer(goal.id)]))
        try transaction.audit(
            "goal.take", by: nil, subject: "goal \(goal.id)", detail: EventData.object(["swarm": .text(slug)]))
        guard let made = try transaction.swarm(id) else { return }
        try transaction.announce(
            [OutboundMessage("Goal \(goal.id) is being planned as *\(name)*: \(Inert.line(goal.text))")], of: made,
            .question)
    }
}

extension ReadTransaction {
    /// The name's slug, with a number where it is taken.
    func freeSlug(for name: String) throws -> String {
        let base = SwarmName.slug(name)
        guard try swarm(named: base) != nil else { return base }
        var counter = 2
        while try swarm(named: "\(base)-\(counter)") != nil { counter += 1 }
        return "\(base)-\(counter)"
    }

    /// Two unfinished swarms never share a name: people speak of them by it.
    func freeName(_ name: String) throws -> String {
        guard let other = try swarm(named: name), !other.state.isFinal else { return name }
        var counter = 2
        while let other = try swarm(named: "\(name) \(counter)"), !other.state.isFinal { counter += 1 }
        return "\(name) \(counter)"
    }
}
