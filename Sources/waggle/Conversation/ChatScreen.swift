import CommandLine
import Vocabulary

/// What a chat in the terminal has shown so far, and which numbers its buttons have.
actor ChatScreen {
    private let conversation: Conversation
    private let console: Console
    private let isJSON: Bool
    private var last: Int64 = 0
    private var isRefreshing = false
    private var isStale = false
    private var choices: [Button] = []
    private var unanswered: Set<String> = []

    init(conversation: Conversation, console: Console, isJSON: Bool) {
        self.conversation = conversation
        self.console = console
        self.isJSON = isJSON
    }

    /// Shows the end of what was said before.
    func begin() async throws {
        let earlier = try await conversation.messages(after: nil, limit: 6)
        for message in earlier { show(message, isEarlier: true) }
        last = earlier.last?.id ?? 0
    }

    /// Shows what has come since.
    func refresh() async throws {
        isStale = true
        // One at a time, or two would show the same message.
        guard !isRefreshing else { return }
        isRefreshing = true
        defer { isRefreshing = false }
        while isStale {
            isStale = false
            let fresh = try await conversation.messages(after: last)
            for message in fresh where message.id > last {
                last = message.id
                if let answered = message.inReplyTo { unanswered.remove(answered) }
                if message.isOutgoing { show(message, isEarlier: false) }
            }
        }
    }

    /// Says what was typed: a number presses the button it stands for.
    func enter(_ line: String) async throws {
        let typed = String(line.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        guard !typed.isEmpty else { return }
        var body: [String: JSONValue] = ["text": .string(typed)]
        if let number = Int(typed), choices.indices.contains(number - 1) {
            body = ["button": .string(choices[number - 1].id)]
        } else if typed.hasPrefix("/attach ") {
            do {
                body = ["attachments": [try OutgoingAttachment.json(of: String(typed.dropFirst(8)))]]
            } catch {
                console.say("waggle: \(error)")
                return
            }
        }
        do {
            unanswered.insert("\(try await conversation.post(body))")
            try await refresh()
        } catch let problem as ClientProblem {
            console.say("waggle: \(problem)")
        }
    }

    /// Waits until everything that was said is answered, for a while.
    func settle(within limit: Duration) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while !unanswered.isEmpty, clock.now < deadline {
            try await Task.sleep(for: .milliseconds(100))
            try await refresh()
        }
    }

    private func show(_ message: ChatMessage, isEarlier: Bool) {
        if isJSON {
            if !isEarlier { console.data(message.json.canonical) }
            return
        }
        guard message.isOutgoing else {
            let pressed = message.json["button"]?.string.map { "[\($0)]" } ?? ""
            console.data("> \(Terminal.inert(message.text.isEmpty ? pressed : message.text))")
            return
        }
        if !message.buttons.isEmpty { choices = message.buttons }
        console.data(message.lines(hasStyle: Terminal.hasStyle(console)) { index, _ in "[\(index + 1)]" })
        console.data("")
    }
}
