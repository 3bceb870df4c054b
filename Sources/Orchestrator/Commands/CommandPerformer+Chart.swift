import Cards
import Store
import Vocabulary

extension CommandPerformer {
    /// Draws a swarm: its plan, its course or its cost.
    func chart(_ command: Command) throws -> CommandOutcome {
        let swarm = try target(command)
        let kind = command.text(.kind).flatMap(ChartCard.Kind.init(rawValue:)) ?? .plan
        let tasks = try transaction.tasks(of: swarm.id)
        func seconds(_ time: Timestamp?) -> Int? {
            time.map { Int(($0 - swarm.createdAt).wholeMilliseconds / 1_000) }
        }
        let rows: [ChartCard.Row] =
            if tasks.isEmpty {
                (try transaction.plan(of: swarm.id)?.plan?.tasks ?? []).map {
                    ChartCard.Row(number: $0.number, title: $0.title, state: .pending, dependsOn: $0.dependsOn)
                }
            } else {
                try tasks.map { task in
                    ChartCard.Row(
                        number: task.core.number, title: task.title, state: task.core.state,
                        dependsOn: try transaction.dependencies(of: task.core.id).map(\.number),
                        begins: seconds(task.startedAt), ends: seconds(task.finishedAt ?? transaction.now),
                        spent: task.spent)
                }
            }
        let card = ChartCard(swarm: swarm.name, kind: kind, rows: rows, spent: swarm.spent, budget: swarm.budget)
        return CommandOutcome([card.render()], swarm: swarm.id)
    }
}
