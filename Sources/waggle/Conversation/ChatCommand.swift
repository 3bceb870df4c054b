import CommandLine
import Vocabulary

/// `waggle chat`: a conversation in the terminal.
struct ChatCommand: ClientCommand {
    static let name = "chat"
    static let summary = "Talk with Waggle in the terminal."
    static let discussion = """
        Type what you want and press Enter; replies and news appear as they come. Where a message has buttons, type the
        number of one. “/attach FILE” sends a document. Ctrl-C or Ctrl-D ends.
        """
    static let ownOptions: [OptionSpec] = [
        .option("conversation", "ID", "The conversation; main by default.")
    ]
    /// How long the end of a piped input waits for outstanding replies.
    private static let lastWait = Duration.seconds(10)

    let access: ControlPlaneAccess
    private let name: String

    init(parsing arguments: Arguments) throws(UsageError) {
        access = ControlPlaneAccess(arguments)
        name = arguments.value("conversation") ?? "main"
    }

    func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
        let me = try await client.get("/v1/me")
        console.say(
            console.dim(
                "You are \(Columns.text(me["name"])), \(Columns.text(me["role"])). Say “help” for what you can say; "
                    + "Ctrl-D ends."))
        let screen = ChatScreen(
            conversation: Conversation(client: client, name: name), console: console, isJSON: access.isJSON)
        try await screen.begin()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await EventFeed(client: client).follow(since: nil, onConnect: { try await screen.refresh() }) {
                    event in
                    if event["type"]?.string == EventType.messageSent.rawValue { try await screen.refresh() }
                    return true
                }
                return false
            }
            group.addTask {
                for await line in InputLines.stream() {
                    try await screen.enter(line)
                    // Piped lines follow each other at once: each has its answer before the next is said.
                    if !console.isInteractive { try await screen.settle(within: Self.lastWait) }
                }
                try await screen.settle(within: Self.lastWait)
                return true
            }
            // The first to end is the end of the input, or the feed's error.
            _ = try await group.next()
            group.cancelAll()
        }
        return .ok
    }
}
