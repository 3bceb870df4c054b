/// What a message is read against: the names that exist and what the conversation is about.
///
/// Its coded form is the `context` object of `waggle intent --jsonl`; absent keys take their defaults.
package struct IntentContext: Sendable, Hashable, Codable {
    /// The swarms this person may see, by name, in the order they are listed.
    package var swarms: [String]
    /// The swarm the conversation is about.
    package var focus: String?
    package var agents: [String]
    /// A question of ours waits for yes or no.
    package var pendingConfirmation: Bool
    /// A plan card waits for approval: yes and no answer it, while "cancel" and "stop" keep their meaning.
    package var planCard: Bool
    /// How many tasks each swarm has.
    package var tasks: [String: Int]
    /// The swarm that the message replied to shows; it goes before the focus.
    package var repliedTo: String?

    package init(
        swarms: [String] = [], focus: String? = nil, agents: [String] = [], pendingConfirmation: Bool = false,
        planCard: Bool = false, tasks: [String: Int] = [:], repliedTo: String? = nil
    ) {
        self.swarms = swarms
        self.focus = focus
        self.agents = agents
        self.pendingConfirmation = pendingConfirmation
        self.planCard = planCard
        self.tasks = tasks
        self.repliedTo = repliedTo
    }

    private enum CodingKeys: String, CodingKey {
        case swarms, focus, agents, tasks
        case pendingConfirmation = "pending_confirmation"
        case planCard = "plan_card"
        case repliedTo = "replied_to"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        swarms = try container.decodeIfPresent([String].self, forKey: .swarms) ?? []
        focus = try container.decodeIfPresent(String.self, forKey: .focus)
        agents = try container.decodeIfPresent([String].self, forKey: .agents) ?? []
        pendingConfirmation = try container.decodeIfPresent(Bool.self, forKey: .pendingConfirmation) ?? false
        planCard = try container.decodeIfPresent(Bool.self, forKey: .planCard) ?? false
        tasks = try container.decodeIfPresent([String: Int].self, forKey: .tasks) ?? [:]
        repliedTo = try container.decodeIfPresent(String.self, forKey: .repliedTo)
    }

    /// The swarm meant where none is named: the one replied to, else the focus, else the only one; nil if undecided.
    package var impliedSwarm: String? {
        if let repliedTo, !repliedTo.isEmpty { return repliedTo }
        if let focus, !focus.isEmpty { return focus }
        return swarms.count == 1 ? swarms[0] : nil
    }
}
