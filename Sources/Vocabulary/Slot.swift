/// The names of a command's arguments; a contract with programs outside, like the intents' names.
package enum Slot: String, Codable, Sendable, CaseIterable {
    case agent, agents, alert, all, budget, candidates, code, count, deadline, delta, feedback, goal, kind, level, mode,
        model, name, now, period, prd, priority, repo, state, swarm, task, text, title, topic
}
