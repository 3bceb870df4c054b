import Vocabulary

/// One entry of the interface: what it is for and who may call it.
///
/// The table is checked against the routes by a test, drives the test of who may call what, and is what
/// `/openapi.json` is made from.
struct Endpoint: Sendable {
    enum Access: Sendable, Hashable {
        /// Everybody.
        case open
        /// An agent's token (for registering also a join token).
        case agent
        /// A person's token or session, with at least that role.
        case person(Role)
    }

    let method: String
    let pattern: String
    let access: Access
    let summary: String

    private init(_ method: String, _ pattern: String, _ access: Access, _ summary: String) {
        self.method = method
        self.pattern = pattern
        self.access = access
        self.summary = summary
    }

    /// The least role of a person for an endpoint; what the table does not know is the admins' alone.
    static func role(_ method: String, _ pattern: String) -> Role {
        guard let known = all.first(where: { $0.method == method && $0.pattern == pattern }),
            case .person(let role) = known.access
        else { return .admin }
        return role
    }

    static let all: [Endpoint] = agents + conversations + swarms + tasks + people + operations

    private static let agents = [
        Endpoint("POST", "/v1/agents/register", .agent, "Admits an agent's process."),
        Endpoint("POST", "/v1/claims", .agent, "Waits for a job."),
        Endpoint("POST", "/v1/agents/{id}/heartbeat", .agent, "Extends the leases an agent holds."),
        Endpoint("GET", "/v1/agents/{id}/commands", .agent, "Waits for directives."),
        Endpoint("GET", "/v1/agents/{id}/connect", .agent, "Does the work loop over a WebSocket."),
        Endpoint("PUT", "/v1/leases/{lease}/bundle", .agent, "Uploads a result's commits."),
        Endpoint("POST", "/v1/leases/{lease}/progress", .agent, "Appends to the task's log."),
        Endpoint("POST", "/v1/leases/{lease}/heartbeat", .agent, "Extends one lease."),
        Endpoint("POST", "/v1/leases/{lease}/complete", .agent, "Reports a job's outcome."),
        Endpoint("POST", "/v1/leases/{lease}/fail", .agent, "Reports that a job could not be done."),
        Endpoint("POST", "/v1/leases/{lease}/release", .agent, "Gives a job back."),
        Endpoint("POST", "/v1/leases/{lease}/completions", .agent, "Calls a language model through the ledger."),
        Endpoint("GET", "/v1/agents", .person(.viewer), "Lists the agents."),
        Endpoint("GET", "/v1/agents/{id}", .person(.viewer), "Shows an agent."),
        Endpoint("POST", "/v1/agents/{id}/drain", .person(.operator_), "Lets an agent finish and take nothing new."),
        Endpoint("POST", "/v1/agents/{id}/resume", .person(.operator_), "Gives a draining agent work again."),
        Endpoint(
            "POST", "/v1/agents/{id}/restart", .person(.operator_), "Has an agent's process begin anew when idle."),
        Endpoint("POST", "/v1/agents/{id}/upgrade", .person(.operator_), "The same, with the version installed there."),
        Endpoint("POST", "/v1/agents/{id}/remove", .person(.admin), "Removes an agent."),
        Endpoint("POST", "/v1/agents/{id}/messages", .person(.operator_), "Leaves a note for an agent."),
    ]

    private static let conversations = [
        Endpoint("POST", "/v1/messages", .person(.viewer), "Says something; the answers come on the event stream."),
        Endpoint("GET", "/v1/conversations/{id}/messages", .person(.viewer), "Lists a conversation's messages."),
        Endpoint("GET", "/v1/events", .person(.viewer), "Streams the event log (Server-Sent Events)."),
        Endpoint("POST", "/v1/sessions", .open, "Trades the code of a sign-in link for a session."),
        Endpoint("DELETE", "/v1/sessions", .person(.viewer), "Signs out."),
        Endpoint("GET", "/v1/me", .person(.viewer), "Says who the caller is."),
    ]

    private static let swarms = [
        Endpoint("GET", "/v1/swarms", .person(.viewer), "Lists the swarms, newest first."),
        Endpoint("POST", "/v1/swarms", .person(.operator_), "Asks for a plan of a PRD."),
        Endpoint("GET", "/v1/swarms/{id}", .person(.viewer), "Shows a swarm."),
        Endpoint("POST", "/v1/swarms/{id}/approve", .person(.operator_), "Approves the plan."),
        Endpoint("POST", "/v1/swarms/{id}/pause", .person(.operator_), "Pauses, or with `now` stops."),
        Endpoint("POST", "/v1/swarms/{id}/resume", .person(.operator_), "Goes on."),
        Endpoint("POST", "/v1/swarms/{id}/cancel", .person(.operator_), "Cancels."),
        Endpoint("POST", "/v1/swarms/{id}/scale", .person(.operator_), "Changes how many agents may work at once."),
        Endpoint("GET", "/v1/swarms/{id}/plan", .person(.viewer), "Shows the plan."),
        Endpoint("GET", "/v1/swarms/{id}/results", .person(.viewer), "Lists what was merged, with its checks."),
        Endpoint("GET", "/v1/swarms/{id}/cost", .person(.viewer), "Shows what was spent, by model."),
        Endpoint("GET", "/v1/swarms/{id}/timeline", .person(.viewer), "Lists the swarm's events."),
        Endpoint("GET", "/v1/repositories", .person(.viewer), "Lists the swarms' repositories."),
    ]

    private static let tasks = [
        Endpoint("GET", "/v1/tasks", .person(.viewer), "Lists tasks, of a swarm or of all."),
        Endpoint("POST", "/v1/tasks", .person(.operator_), "Adds a task."),
        Endpoint("GET", "/v1/tasks/{id}", .person(.viewer), "Shows a task."),
        Endpoint("GET", "/v1/tasks/{id}/log", .person(.viewer), "Shows the last lines of a task's log."),
        Endpoint("POST", "/v1/tasks/{id}/retry", .person(.operator_), "Tries a task again."),
        Endpoint("POST", "/v1/tasks/{id}/cancel", .person(.operator_), "Drops a task."),
        Endpoint("POST", "/v1/tasks/{id}/approve", .person(.operator_), "Lets a result be merged."),
        Endpoint("POST", "/v1/tasks/{id}/reject", .person(.operator_), "Sends a result back to work."),
        Endpoint("POST", "/v1/tasks/{id}/assign", .person(.operator_), "Gives a task to one agent."),
        Endpoint("GET", "/v1/goals", .person(.viewer), "Lists the backlog."),
        Endpoint("POST", "/v1/goals", .person(.operator_), "Adds a goal."),
        Endpoint("DELETE", "/v1/goals/{id}", .person(.operator_), "Drops a goal."),
    ]

    private static let people = [
        Endpoint("GET", "/v1/people", .person(.admin), "Lists the people."),
        Endpoint("POST", "/v1/people", .person(.admin), "Admits a person."),
        Endpoint("POST", "/v1/people/{name}/identities", .person(.admin), "Links a chat identity."),
        Endpoint("POST", "/v1/people/{name}/role", .person(.admin), "Changes a role."),
        Endpoint("GET", "/v1/tokens", .person(.admin), "Lists the tokens, without their secrets."),
        Endpoint("POST", "/v1/tokens", .person(.admin), "Issues a token."),
        Endpoint("DELETE", "/v1/tokens/{id}", .person(.admin), "Revokes a token."),
        Endpoint("GET", "/v1/audit", .person(.admin), "Exports the audit chain."),
        Endpoint("POST", "/v1/backups", .person(.admin), "Hands out a copy of the database."),
    ]

    private static let operations = [
        Endpoint("GET", "/v1/endpoints", .person(.viewer), "Shows the language models' endpoints and their health."),
        Endpoint("GET", "/v1/budgets", .person(.viewer), "Shows the caps and what is spent and under way."),
        Endpoint("GET", "/v1/alerts", .person(.viewer), "Lists alerts, newest first; `open=true` those that stand."),
        Endpoint("POST", "/v1/alerts/{id}/acknowledge", .person(.operator_), "Notes that somebody sees to an alert."),
        Endpoint("GET", "/v1/hub", .person(.viewer), "Shows the hub's mode."),
        Endpoint("POST", "/v1/hub", .person(.operator_), "Changes the hub's mode."),
        Endpoint("GET", "/v1/lanes", .person(.viewer), "Lists the lanes and which of them are paused."),
        Endpoint("POST", "/v1/lanes/{name}/pause", .person(.operator_), "Lets nothing new start from a lane."),
        Endpoint("POST", "/v1/lanes/{name}/resume", .person(.operator_), "Lets a lane go on."),
        Endpoint("GET", "/livez", .open, "Answers while the process lives."),
        Endpoint("GET", "/readyz", .open, "Says whether the process can do its job."),
        Endpoint("GET", "/healthz", .open, "As /readyz."),
        Endpoint("GET", "/metrics", .person(.viewer), "Metrics in Prometheus' text format."),
        Endpoint("GET", "/openapi.json", .open, "This description of the interface."),
    ]
}
