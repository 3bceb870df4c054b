import Cards
import Store
import Vocabulary

extension CommandPerformer {
    func showSwarm(_ command: Command) throws -> CommandOutcome {
        switch command.intent {
        case .swarmList: return CommandOutcome([try list(command)])
        case .swarmCost: return CommandOutcome([try cost(command)])
        case .swarmResults:
            let swarm = try target(command)
            var card = try transaction.resultsCard(of: swarm).render()
            let late = try transaction.setAside(of: swarm.id)
            if !late.isEmpty {
                let numbers = Set(late.map(\.number)).sorted().map { "\($0)" }.joined(separator: ", ")
                card.text += "\n⚠️ Late results were set aside, never merged: task \(numbers)."
            }
            return CommandOutcome([card], swarm: swarm.id)
        default:
            if command.text(.swarm) == nil, speaker.conversation.focus == nil {
                let open = try transaction.swarms().filter { !$0.state.isFinal }
                if open.count != 1 { return CommandOutcome([try list(Command(.swarmList))]) }
            }
            let swarm = try target(command)
            return CommandOutcome([try transaction.statusCard(of: swarm).render()], swarm: swarm.id)
        }
    }

    private func list(_ command: Command) throws -> OutboundMessage {
        let state = command.text(.state)
        let swarms = try transaction.swarms(limit: 200).filter { swarm in
            switch state {
            case "running": swarm.state == .running && !swarm.isPaused
            case "paused": swarm.isPaused && !swarm.state.isFinal
            default: true
            }
        }
        let rows = try swarms.prefix(12).map { swarm in
            let counts = try transaction.taskCounts(of: swarm.id)
            return SwarmListCard.Row(
                name: swarm.name, state: swarm.state, isPaused: swarm.isPaused, done: counts[.done] ?? 0,
                total: swarm.tasks, failed: counts[.failed] ?? 0, blocked: counts[.blocked] ?? 0, spent: swarm.spent)
        }
        return SwarmListCard(rows: rows).render()
    }

    private func cost(_ command: Command) throws -> OutboundMessage {
        let period = command.text(.period) ?? "all"
        let today = transaction.now.day
        let since: Int64 =
            switch period {
            case "today": today
            case "week": today - 6
            case "month": today - 29
            default: 0
            }
        let words = ["today": "today", "week": "this week", "month": "this month"][period] ?? "in all"
        let swarms = command.text(.swarm) == nil ? try transaction.swarms(limit: 50) : [try target(command)]
        let rows = try swarms.compactMap { swarm -> CostCard.Row? in
            let spent = try transaction.spent(since: since, swarm: swarm.id)
            guard spent > .zero || swarms.count == 1 else { return nil }
            return CostCard.Row(swarm: swarm.name, spent: spent, cap: swarm.budget)
        }
        let total =
            command.text(.swarm) == nil
            ? try transaction.spent(since: since, swarm: nil) : rows.reduce(Money.zero) { $0 + $1.spent }
        return CostCard(
            period: words, total: total, cap: period == "today" ? settings.dayCap : nil,
            reserved: try transaction.dayBudget(today).reserved, rows: rows
        ).render()
    }

    func showTask(_ command: Command) throws -> CommandOutcome {
        if command.intent == .taskList {
            let swarm = try target(command)
            let state = command.text(.state).flatMap(TaskState.init(rawValue:))
            let rows = try transaction.statusCard(of: swarm).tasks.filter { state == nil || $0.state == state }
            return CommandOutcome(
                [TaskListCard(swarm: swarm.name, filter: state, tasks: rows).render()], swarm: swarm.id)
        }
        let (swarm, task) = try task(command)
        if command.intent == .taskLogs {
            let lines = try transaction.log(of: task.core.id, last: 30)
            let text = lines.map(\.text).joined(separator: "\n")
            return CommandOutcome(
                text.isEmpty
                    ? "Task \(task.core.number) of *\(swarm.name)* has no log yet."
                    : "*Log of task \(task.core.number)*\n" + Inert.quote(String(text.suffix(3_000)), lines: 30),
                swarm: swarm.id)
        }
        return CommandOutcome([try transaction.taskCard(of: task, in: swarm).render()], swarm: swarm.id)
    }

    func showAgent(_ command: Command) throws -> CommandOutcome {
        let agents = command.intent == .agentShow ? [try agent(command)] : try transaction.agents()
        var rows = try agents.map { try transaction.agentRow(of: $0) }
        if let state = command.text(.state).flatMap(AgentState.init(rawValue:)) {
            rows = rows.filter { $0.state == state }
        }
        return CommandOutcome([AgentListCard(agents: rows).render()])
    }
}
