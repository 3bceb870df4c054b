import CommandLine
import Vocabulary

/// `waggle events`: the event log.
struct EventsCommand: ClientCommand {
    static let name = "events"
    static let summary = "Print the event log, oldest first."
    static let discussion = """
        With --json every event is a line of its own. With --follow it goes on with what happens until Ctrl-C; without
        --since it then starts with the next event.
        """
    static let ownOptions: [OptionSpec] = [
        .flag("follow", "Go on with what happens."),
        .option("since", "CURSOR", "Only what came after that event's cursor."),
        .option("swarm", "NAME", "Only events of that swarm."),
    ]
    private static let page = 500

    let access: ControlPlaneAccess
    private let isFollowing: Bool
    private let since: String?
    private let swarm: String?

    init(parsing arguments: Arguments) throws(UsageError) {
        access = ControlPlaneAccess(arguments)
        isFollowing = arguments.flag("follow")
        since = arguments.value("since")
        swarm = arguments.value("swarm")
        guard since.map({ Int64($0).map { $0 >= 0 } ?? false }) ?? true else {
            throw UsageError("--since takes the cursor of an event, a whole number.")
        }
    }

    func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
        if isFollowing {
            try await EventFeed(client: client, swarm: swarm).follow(since: since) { show($0, console) }
            return .ok
        }
        var cursor = since ?? "0"
        while true {
            var query = [("follow", "false"), ("since", cursor), ("limit", "\(Self.page)")]
            if let swarm { query.append(("swarm", swarm)) }
            let events = try await client.get("/v1/events", query).array ?? []
            for event in events {
                guard show(event, console) else { return .ok }
                cursor = event["cursor"]?.string ?? cursor
            }
            if events.count < Self.page { return .ok }
        }
    }

    /// False when nobody reads any more.
    private func show(_ event: JSONValue, _ console: Console) -> Bool {
        if access.isJSON { return console.data(event.canonical) }
        let at = event["at"]?.string?.prefix(19).replacing("T", with: " ") ?? ""
        let about = ["swarm", "task", "agent"].compactMap { name in
            event[name].flatMap { $0 == .null ? nil : "\(name) \(Columns.text($0))" }
        }
        let data = event["data"]?.object.map { $0.isEmpty ? "" : Columns.text(event["data"]) } ?? ""
        let head = [Columns.text(event["cursor"]), String(at), Columns.text(event["type"])]
        let cells = (head + about + [data]).filter { !$0.isEmpty }
        return console.data(Terminal.inert(cells.joined(separator: "  ")))
    }
}
