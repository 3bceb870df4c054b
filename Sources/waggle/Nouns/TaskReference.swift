import CommandLine
import Vocabulary

/// How people name a task: `shop/7`, or its number where the swarm is given or there is only one.
struct TaskReference: Hashable {
    let swarm: String?
    let number: Int64

    /// Reads `SWARM/NUMBER` or `NUMBER`; nil for anything else.
    init?(_ text: String, swarm: String? = nil) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let last = parts.last, let number = Int64(last), number > 0, parts.count <= 2, parts[0] != "" else {
            return nil
        }
        self.number = number
        self.swarm = parts.count == 2 ? String(parts[0]) : swarm
    }

    /// The task as the API shows it.
    func find(_ client: ControlPlaneClient) async throws -> JSONValue {
        let swarm = try await Self.swarm(self.swarm, client)
        let tasks = try await client.list("/v1/tasks", [("swarm", swarm)]).array ?? []
        guard let task = tasks.first(where: { $0["number"]?.integer == number }) else {
            throw ClientProblem("\(swarm) has no task \(number).", .notFound)
        }
        return task
    }

    /// The swarm that is named, or the only unfinished one, or the only one.
    static func swarm(_ named: String?, _ client: ControlPlaneClient) async throws -> String {
        if let named { return named }
        let swarms = try await client.list("/v1/swarms").array ?? []
        let open = swarms.filter { !["completed", "failed", "cancelled"].contains($0["state"]?.string) }
        guard let only = open.count == 1 ? open.first : swarms.count == 1 ? swarms.first : nil,
            let id = only["slug"]?.string
        else {
            throw swarms.isEmpty
                ? ClientProblem("there is no swarm.", .notFound)
                : ClientProblem("which swarm: say SWARM/NUMBER, or --swarm NAME.", .usage)
        }
        return id
    }

    static let place = PositionalSpec("TASK", "SWARM/NUMBER, or the NUMBER where there is only one swarm.")
    static let option = OptionSpec.option("swarm", "NAME", "The swarm, where TASK is only a number.")

    /// What a command whose first argument is a task was given.
    static func parse(_ arguments: Arguments) throws(UsageError) -> TaskReference {
        guard let reference = TaskReference(arguments.positionals[0], swarm: arguments.value("swarm")) else {
            throw UsageError("“\(arguments.positionals[0])” is no task: say SWARM/NUMBER, like shop/7.")
        }
        return reference
    }
}
