import Cards
import Intent
import Orchestrator
import Store
import Telemetry
import Testing
import Threading
import Vocabulary

@testable import ChatBridge

@Suite(.timeLimit(.minutes(1)))
struct ConversationTests {
    /// A gate that a reading waits at until the test opens it.
    private final class Gate: Sendable {
        private let stream: AsyncStream<Void>
        private let continuation: AsyncStream<Void>.Continuation
        let arrived = Lock(0)

        init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

        func pass() async {
            arrived.withLock { $0 += 1 }
            for await _ in stream { return }
        }

        func open() { continuation.finish() }
    }

    /// Exact words only; "slow …" is read by a "model" that waits at the gate.
    private static func reader(_ gate: Gate = Gate(), read: Lock<[String]> = Lock([])) -> MessageReader {
        let rules: @Sendable (String, IntentContext) -> IntentReading = { text, _ in
            switch text {
            case "status": IntentReading(commands: [Command(.swarmStatus)])
            case "stop all": IntentReading(commands: [Command(.swarmPause, [.all: .flag(true)])])
            case "resume all": IntentReading(commands: [Command(.swarmResume, [.all: .flag(true)])])
            case "help": IntentReading(commands: [Command(.help)])
            case "build this": IntentReading(commands: [Command(.swarmCreate)])
            case "goals": IntentReading(commands: [Command(.goalList)])
            default: .unknown(isGuarded: text.hasPrefix("don't"))
            }
        }
        return MessageReader(
            rules: rules,
            all: { text, context in
                if text.hasPrefix("slow") { await gate.pass() }
                read.withLock { $0.append(text) }
                return rules(text, context)
            },
            document: { bytes, name, _ in
                guard name.hasSuffix(".md") else {
                    throw ChatBridgeError(.refused, "\(name) is no document I can read.")
                }
                return PRDDocument(name: name, text: String(decoding: bytes, as: UTF8.self), sha256: "00")
            })
    }

    private struct Bridge {
        var fixture: BridgeFixture
        var handler: MessageHandler

        func take(_ message: InboundMessage) async throws {
            _ = try await fixture.inbox.take(InboundBatch(messages: [message]))
        }

        func handle() async throws {
            let waiting = try await fixture.store.read { transaction in
                try transaction.waitingConversations(limit: 10).flatMap {
                    try transaction.waitingMessages(of: $0.conversation, limit: 100)
                }
            }
            for message in waiting { try await handler.handle(message) }
        }

        /// Texts of our messages, in order.
        func answers(to address: String = BridgeFixture.person) async throws -> [String] {
            try await fixture.store.read { transaction in
                guard let conversation = try transaction.conversation(.whatsapp, address) else { return [] }
                return try transaction.newestMessages(of: conversation.id, limit: 100).filter(\.isOutgoing).map(\.text)
            }
        }
    }

    private static func bridge(_ reader: MessageReader = reader()) async throws -> Bridge {
        let fixture = try await BridgeFixture()
        let handler = MessageHandler(
            store: fixture.store, reader: reader, vault: fixture.vault, media: nil, settings: OrchestratorSettings())
        return Bridge(fixture: fixture, handler: handler)
    }

    private static func message(
        _ id: String, _ text: String, from: String = BridgeFixture.person, provenance: Provenance = .typed,
        button: String? = nil, replyTo: String? = nil, attachments: [AttachmentReference] = [], late: Int = 0
    ) -> InboundMessage {
        InboundMessage(
            provider: .whatsapp, providerMessageID: id, conversation: from, sender: "whatsapp:\(from)",
            sentAt: BridgeFixture.wallClock() - .seconds(late), spans: text.isEmpty ? [] : [Span(text, provenance)],
            buttonID: button, replyTo: replyTo, attachments: attachments, isForwarded: provenance == .forwarded)
    }

    private static func swarms(_ bridge: Bridge) async throws -> [SwarmRecord] {
        try await bridge.fixture.store.read { try $0.swarms(limit: 10) }
    }

    @Test func `a known person is answered, once`() async throws {
        let bridge = try await Self.bridge()
        try await bridge.take(Self.message("a", "help"))
        let record = try #require(
            try await bridge.fixture.store.read { transaction in
                try transaction.waitingConversations(limit: 1).first.flatMap { try transaction.message($0.first) }
            })
        try await bridge.handler.handle(record)
        try await bridge.handler.handle(record)
        #expect(try await bridge.answers().count == 1)
        #expect(try await bridge.answers().first?.hasPrefix("*I run swarms") == true)
    }

    @Test func `a stranger gets one refusal and has no effect`() async throws {
        let bridge = try await Self.bridge()
        for id in ["a", "b", "c"] { try await bridge.take(Self.message(id, "build this", from: "4917012345")) }
        try await bridge.handle()
        #expect(try await bridge.answers(to: "4917012345") == [Notice.stranger.text])
        #expect(try await Self.swarms(bridge).isEmpty)
    }

    @Test func `forwarded text never commands`() async throws {
        let bridge = try await Self.bridge()
        try await bridge.take(Self.message("a", "build this", provenance: .forwarded))
        try await bridge.handle()
        #expect(try await bridge.answers() == [Notice.forwarded.text])
        #expect(try await Self.swarms(bridge).isEmpty)
    }

    @Test func `build this, said in answer to a forwarded text, takes it as the PRD`() async throws {
        let bridge = try await Self.bridge()
        try await bridge.take(Self.message("a", "# Shop\n\nSell things.", provenance: .forwarded))
        try await bridge.take(Self.message("b", "build this", replyTo: "a"))
        try await bridge.handle()
        #expect(try await Self.swarms(bridge).map(\.prd) == ["# Shop\n\nSell things."])
    }

    @Test func `a document is a PRD, with or without words`() async throws {
        let bridge = try await Self.bridge()
        let bytes = Array("# Depot\n\nStore things.".utf8)
        let digest = try await bridge.fixture.vault.save(bytes)
        let document = AttachmentReference(
            content: .inline(bytes), name: "prd.md", mediaType: "text/markdown",
            sha256: stride(from: 0, to: 64, by: 2).map { offset in
                let start = digest.index(digest.startIndex, offsetBy: offset)
                return UInt8(digest[start...digest.index(after: start)], radix: 16) ?? 0
            })
        for (index, text) in ["", "here is what I want", "build this"].enumerated() {
            try await bridge.take(Self.message("\(index)", text, attachments: [document]))
        }
        try await bridge.take(Self.message("no", "don't build it", attachments: [document]))
        try await bridge.handle()
        #expect(try await Self.swarms(bridge).map(\.prd) == Array(repeating: "# Depot\n\nStore things.", count: 3))
    }

    @Test func `what cannot be read is said, and nothing is done`() async throws {
        let bridge = try await Self.bridge()
        let picture = AttachmentReference(content: .media(id: "7"), name: "x.png", mediaType: "image/png")
        let voice = AttachmentReference(content: .media(id: "8"), name: "x.ogg", mediaType: "audio/ogg; codecs=opus")
        try await bridge.take(Self.message("a", "build this", attachments: [picture]))
        try await bridge.take(Self.message("b", "", attachments: [voice]))
        var location = Self.message("c", "")
        location.unreadableKind = "location"
        try await bridge.take(location)
        try await bridge.take(Self.message("d", "Approve", provenance: .button, button: "from another bot"))
        try await bridge.handle()
        let answers = try await bridge.answers()
        #expect(answers.count == 4)
        #expect(answers[0].contains("access token"))
        #expect(answers[1].contains("voice"))
        #expect(answers[2].contains("location"))
        #expect(answers[3].contains("button"))
        #expect(try await Self.swarms(bridge).isEmpty)
    }

    @Test func `a pasted PRD is one`() async throws {
        let bridge = try await Self.bridge()
        let text = "# Shop\n\n- sells things to people who want to have them\n- ships them, but not to the moon?"
        try await bridge.take(Self.message("a", text))
        try await bridge.handle()
        #expect(try await Self.swarms(bridge).map(\.prd) == [text])
    }

    @Test func `a command that arrives much too late is not carried out`() async throws {
        let bridge = try await Self.bridge()
        try await bridge.take(Self.message("a", "build this", replyTo: nil, late: 7_200))
        try await bridge.handle()
        #expect(try await bridge.answers().first?.contains("2 h late") == true)
        #expect(try await Self.swarms(bridge).isEmpty)
    }

    // MARK: lanes

    private static func running(
        _ gate: Gate, _ read: Lock<[String]>, _ body: (Bridge) async throws -> Void
    ) async throws {
        let bridge = try await bridge(reader(gate, read: read))
        let lanes = ConversationLanes(
            store: bridge.fixture.store, handler: bridge.handler, receipts: nil, logger: .silent,
            metrics: bridge.fixture.metrics, pressure: bridge.fixture.pressure)
        let task = Task { await lanes.run() }
        do { try await body(bridge) } catch {
            task.cancel()
            throw error
        }
        gate.open()
        task.cancel()
        await task.value
    }

    @Test func `messages of a conversation are handled in order, conversations side by side`() async throws {
        let gate = Gate()
        let read = Lock<[String]>([])
        try await Self.running(gate, read) { bridge in
            try await bridge.fixture.write { transaction in
                let ben = try transaction.insertPrincipal(name: "Ben", role: .operator_)
                try transaction.link(.whatsapp, "2", to: ben)
            }
            for (id, text) in [("a", "slow one"), ("b", "goals"), ("c", "two")] {
                try await bridge.take(Self.message(id, text))
            }
            try await bridge.fixture.eventually { gate.arrived.withLock { $0 } == 1 }
            try await bridge.take(Self.message("d", "goals", from: "2"))
            try await bridge.fixture.eventually { try await bridge.answers(to: "2").count == 1 }
            #expect(try await bridge.answers().isEmpty)
            gate.open()
            try await bridge.fixture.eventually { try await bridge.answers().count == 3 }
            #expect(read.withLock { $0 } == ["goals", "slow one", "goals", "two"])
        }
    }

    @Test func `lanes that were stopped go on when they are started again`() async throws {
        let bridge = try await Self.bridge()
        let lanes = ConversationLanes(
            store: bridge.fixture.store, handler: bridge.handler, receipts: nil, logger: .silent,
            metrics: bridge.fixture.metrics)
        for number in 1...3 {
            let running = Task { await lanes.run() }
            try await bridge.take(Self.message("\(number)", "goals"))
            try await bridge.fixture.eventually { try await bridge.answers().count == number }
            running.cancel()
            await running.value
        }
    }

    @Test func `only stop, pause, status and help overtake`() async throws {
        let gate = Gate()
        try await Self.running(gate, Lock([])) { bridge in
            try await bridge.take(Self.message("a", "slow one"))
            try await bridge.fixture.eventually { gate.arrived.withLock { $0 } == 1 }
            for (id, text) in [("b", "resume all"), ("c", "goals"), ("d", "stop all"), ("e", "help")] {
                try await bridge.take(Self.message(id, text))
            }
            try await bridge.fixture.eventually { try await bridge.answers().count == 2 }
            let early = try await bridge.answers()
            #expect(early.contains("Nothing is running."))
            #expect(early.contains { $0.hasPrefix("*I run swarms") })
            gate.open()
            try await bridge.fixture.eventually { try await bridge.answers().count == 5 }
        }
    }

    @Test func `in a flood a stop overtakes what is not even sorted in, and all are handled in order afterwards`()
        async throws
    {
        let gate = Gate()
        gate.open()
        let read = Lock<[String]>([])
        try await Self.running(gate, read) { bridge in
            let count = 200
            try await bridge.fixture.inFlood {
                for number in 0..<count { try await bridge.take(Self.message("m\(number)", "goals \(number)")) }
                try await bridge.take(Self.message("status of shoes", "what status has my parcel?"))
                try await bridge.take(Self.message("stop", "stop all"))
                try await bridge.fixture.eventually { try await bridge.answers().contains("Nothing is running.") }
                let waiting = try await bridge.fixture.store.figures().inbox
                #expect(waiting > 0)
            }
            try await bridge.fixture.eventually { try await bridge.fixture.store.figures().inbox == 0 }
            let goals = read.withLock { $0 }.filter { $0.hasPrefix("goals") }
            #expect(goals == (0..<count).map { "goals \($0)" })
        }
    }

    @Test func `forwarded control words do not overtake`() async throws {
        let bridge = try await Self.bridge()
        try await bridge.take(Self.message("a", "stop all", provenance: .forwarded))
        let record = try #require(
            try await bridge.fixture.store.read { transaction in
                try transaction.waitingConversations(limit: 1).first.flatMap { try transaction.message($0.first) }
            })
        try await bridge.handler.handleIfControl(record)
        #expect(try await bridge.answers().isEmpty)
    }
}
