@testable import ChatBridge
import Intent
import Orchestrator
import Store
import Telemetry
import TestSupport
import Testing
import Threading
import Vocabulary

/// Conversations that several processes take messages of and answer, on one PostgreSQL database.
@Suite(.timeLimit(.minutes(2))) struct SharedConversationTests {
    private static let people = ["16505551234", "2", "3", "4"]

    private static func message(_ number: Int, from person: String) -> InboundMessage {
        InboundMessage(
            provider: .whatsapp, providerMessageID: "\(person).\(number)", conversation: person,
            sender: "whatsapp:\(person)", sentAt: BridgeFixture.wallClock(), spans: [Span("goals \(number)", .typed)],
            buttonID: nil, replyTo: nil, attachments: [], isForwarded: false)
    }

    /// Notes what it reads, and takes its time.
    private static func reader(_ read: Lock<[String]>) -> MessageReader {
        MessageReader(
            rules: { _, _ in .unknown(isGuarded: true) },
            all: { text, _ in
                read.withLock { $0.append(text) }
                try? await Task.sleep(for: .milliseconds(3))
                return IntentReading(commands: [Command(.goalList)])
            },
            document: { _, name, _ in throw ChatBridgeError(.refused, name) })
    }

    private static func handler(_ fixture: BridgeFixture, _ read: Lock<[String]> = Lock([])) -> MessageHandler {
        MessageHandler(
            store: fixture.store, reader: reader(read), vault: fixture.vault, media: nil,
            settings: OrchestratorSettings())
    }

    /// The keys of a person's messages, in the order in which they were answered.
    private static func answered(_ person: String, _ fixture: BridgeFixture) async throws -> [String] {
        try await fixture.store.read { transaction in
            guard let conversation = try transaction.conversation(.whatsapp, person) else { return [] }
            return try transaction.messages(of: conversation.id, after: MessageID(0), limit: 1_000)
                .filter(\.isOutgoing).compactMap {
                    try $0.inReplyTo.flatMap { try transaction.message($0) }?.providerKey
                }
        }
    }

    private func withFixtures(_ body: ([BridgeFixture]) async throws -> Void) async throws {
        let location = StoreLocation.server(try await PostgreSQLServer.shared.database())
        var fixtures: [BridgeFixture] = []
        for _ in 0..<3 { fixtures.append(try await BridgeFixture(at: location)) }
        try await fixtures[0].write { transaction in
            for person in Self.people.dropFirst() {
                let id = try transaction.insertPrincipal(name: person, role: .operator_)
                try transaction.link(.whatsapp, person, to: id)
            }
        }
        try await body(fixtures)
        for fixture in fixtures { await fixture.store.close() }
    }

    @Test func `any process answers any conversation, each message once and in order`() async throws {
        try await withFixtures { fixtures in
            let read = fixtures.map { _ in Lock<[String]>([]) }
            let count = 30
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (fixture, read) in zip(fixtures, read) {
                    let lanes = ConversationLanes(
                        store: fixture.store, handler: Self.handler(fixture, read), receipts: nil, logger: .silent,
                        metrics: fixture.metrics)
                    group.addTask { await lanes.run() }
                }
                for number in 0..<count {
                    for (index, person) in Self.people.enumerated() {
                        let batch = InboundBatch(messages: [Self.message(number, from: person)])
                        _ = try await fixtures[(number + index) % fixtures.count].inbox.take(batch)
                    }
                }
                try await fixtures[0].eventually { try await fixtures[0].store.figures().inbox == 0 }
                group.cancelAll()
            }
            for person in Self.people {
                #expect(try await Self.answered(person, fixtures[0]) == (0..<count).map { "\(person).\($0)" })
            }
            let all = read.map { $0.withLock(\.count) }
            #expect(all.reduce(0, +) == count * Self.people.count, "no message is read twice: \(all)")
            #expect(all.count { $0 > 0 } > 1, "more than one process answers: \(all)")
        }
    }

    @Test func `a message is not carried out before an earlier one of its conversation, whoever tries`() async throws {
        try await withFixtures { fixtures in
            for number in 0..<3 {
                _ = try await fixtures[0].inbox.take(
                    InboundBatch(messages: [Self.message(number, from: Self.people[0])]))
            }
            let waiting = try await fixtures[1].store.read { transaction in
                try transaction.waitingConversations(limit: 1).flatMap {
                    try transaction.waitingMessages(of: $0.conversation, limit: 10)
                }
            }
            #expect(waiting.count == 3)
            for index in [2, 1, 0, 2, 1, 2] { try await Self.handler(fixtures[index % 2]).handle(waiting[index]) }
            #expect(
                try await Self.answered(Self.people[0], fixtures[0])
                    == (0..<3).map { "\(Self.people[0]).\($0)" })
        }
    }

    @Test func `the conversation of a process that died is answered by another`() async throws {
        try await withFixtures { fixtures in
            _ = try await fixtures[0].inbox.take(InboundBatch(messages: [Self.message(0, from: Self.people[0])]))
            let conversation = try #require(
                try await fixtures[0].store.read { try $0.waitingConversations(limit: 1).first?.conversation })
            let lanes = ConversationLanes(
                store: fixtures[1].store, handler: Self.handler(fixtures[1]), receipts: nil, logger: .silent,
                metrics: fixtures[1].metrics)
            let holding = Gate()
            let holder = Task {
                try await ConversationTurn.of(conversation, in: fixtures[2].store).runIfFree {
                    holding.open()
                    while (try? await Task.sleep(for: .seconds(60))) != nil {}
                }
            }
            await holding.opened()
            let running = Task { await lanes.run() }  // ended below, before the database
            try await Task.sleep(for: .seconds(2))
            #expect(try await Self.answered(Self.people[0], fixtures[0]).isEmpty)
            await fixtures[2].store.close()
            try await fixtures[0].eventually { try await !Self.answered(Self.people[0], fixtures[0]).isEmpty }
            holder.cancel()
            running.cancel()
            _ = try? await holder.value
            await running.value
        }
    }
}

/// Says once that something is so far.
private final class Gate: Sendable {
    private let wake = Wake()

    func open() { wake.raise() }
    func opened() async { _ = await wake.wait() }
}
