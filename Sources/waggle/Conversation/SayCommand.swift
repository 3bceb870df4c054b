import CommandLine
import Vocabulary

/// `waggle say`: one message, and what it is answered with.
struct SayCommand: ClientCommand {
    static let name = "say"
    static let summary = "Say something to Waggle and print the replies."
    static let discussion = """
        Waits until the message is answered and, where that starts the making of a plan, until the plan is there. Buttons
        under a reply are listed with their ids; press one with --button. Ends with 1 when no reply comes in time: the
        message is kept and answered all the same.

        Examples:
          waggle say status
          waggle say "new swarm called shop" --attach prd.md --wait 60
          waggle say --button ID
        """
    static let positionals = [
        PositionalSpec(
            "TEXT", "What to say; - reads it from standard input.", isOptional: true, isRepeated: true)
    ]
    static let ownOptions: [OptionSpec] = [
        .option("attach", "FILE", "A file that goes with it.", isRepeated: true, completion: .file),
        .option("button", "ID", "Press a button instead of saying something."),
        .option("reply-to", "ID", "The message this answers."),
        .option("as", "PRINCIPAL", "Speak for that person; admins only."),
        .option("conversation", "ID", "The conversation; main by default."),
        .option("wait", "SECONDS", "Wait at most so long for replies; 10 by default, 0 not at all."),
    ]
    private static let textLimit = 256 << 10

    let access: ControlPlaneAccess
    private let words: String
    private let attachments: [String]
    private let conversation: String
    private let wait: Int
    private var body: [String: JSONValue] = [:]

    init(parsing arguments: Arguments) throws(UsageError) {
        access = ControlPlaneAccess(arguments)
        words = arguments.positionals.joined(separator: " ")
        attachments = arguments.values("attach")
        conversation = arguments.value("conversation") ?? "main"
        wait = try arguments.integer("wait", in: 0...86_400) ?? 10
        body["button"] = arguments.value("button").map { .string($0) }
        body["reply_to"] = arguments.value("reply-to").map { .string($0) }
        body["sender"] = arguments.value("as").map { .string($0) }
        guard !words.isEmpty || !attachments.isEmpty || body["button"] != nil else {
            throw UsageError("TEXT is missing: what to say, or --attach FILE, or --button ID.")
        }
    }

    func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
        let conversation = Conversation(client: client, name: conversation)
        let id = try await conversation.post(try message())
        guard wait > 0 else {
            if access.isJSON { console.data("[]") }
            return .ok
        }
        let (replies, hasAnswer) = try await replies(to: id, in: conversation) { reply in
            guard !access.isJSON else { return }
            let hasStyle = Terminal.hasStyle(console)
            console.data(reply.lines(hasStyle: hasStyle) { _, button in "[--button \(button.id)]" })
        }
        if access.isJSON { console.data(JSONValue.array(replies.map(\.json)).canonical) }
        if !hasAnswer {
            console.say("waggle: no reply within \(wait) seconds; the message is kept (number \(id)).")
        }
        return hasAnswer ? .ok : .failed
    }

    private func message() throws -> [String: JSONValue] {
        var body = body
        let text =
            words == "-" ? String(decoding: try LocalFile.bytes("-", limit: Self.textLimit), as: UTF8.self) : words
        if !text.isEmpty { body["text"] = .string(text) }
        if !attachments.isEmpty {
            body["attachments"] = .array(try attachments.map { try OutgoingAttachment.json(of: $0) })
        }
        return body
    }

    private func replies(
        to id: Int64, in conversation: Conversation, each: (ChatMessage) -> Void
    ) async throws -> ([ChatMessage], hasAnswer: Bool) {
        let clock = ContinuousClock()
        var waiting = ReplyWait(message: id, at: clock.now, within: .seconds(wait))
        var replies: [ChatMessage] = []
        var last = id
        while true {
            let fresh = try await conversation.messages(after: last)
            waiting.note(fresh, at: clock.now)
            last = fresh.last?.id ?? last
            for reply in fresh where reply.isOutgoing {
                replies.append(reply)
                each(reply)
            }
            let isPlanning = try await conversation.isPlanning(waiting.swarms)
            if waiting.isOver(at: clock.now, isPlanning: isPlanning) { return (replies, waiting.hasAnswer) }
            try await Task.sleep(for: .milliseconds(replies.isEmpty ? 50 : 200))
        }
    }
}
