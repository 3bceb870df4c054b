import Cards
import Crypto
import Intent
import Orchestrator
import Planner
import Store
import Telemetry
import Testing
import Vocabulary

@testable import ChatBridge

/// A person with a phone: signed webhooks in, the real grammar, the real database, and what the Cloud API was asked for.
@Suite(.timeLimit(.minutes(1)))
struct OverWhatsAppTests {
    private struct Phone {
        let fixture: BridgeFixture
        let standIn: WhatsAppStandIn

        func say(_ order: JSONValue, from number: String = BridgeFixture.person) async throws {
            var order = order.object ?? [:]
            order["from"] = .string(number)
            let answer = try await standIn.control("say", .object(order))
            #expect(answer["status"] == 200)
        }

        /// What was shown to a number so far, without read marks.
        func shown(to number: String = BridgeFixture.person) async throws -> [JSONValue] {
            try await standIn.calls().compactMap { $0["body"] }.filter { $0["to"] == .string("+\(number)") }
        }

        func answers(_ count: Int, to number: String = BridgeFixture.person) async throws -> [String] {
            try await fixture.eventually { try await shown(to: number).count >= count }
            return try await shown(to: number).map { body in
                body["text"]?["body"]?.string ?? body["interactive"]?["body"]?["text"]?.string ?? ""
            }
        }
    }

    private static func running(_ body: (Phone) async throws -> Void) async throws {
        let fixture = try await BridgeFixture()
        let webhook = WhatsAppWebhook(
            appSecret: Secret(WhatsAppStandIn.appSecret), verifyToken: Secret("t"),
            phoneNumberID: WhatsAppStandIn.phoneNumberID)
        try await fixture.serving(whatsapp: webhook) { port in
            try await WhatsAppStandIn.with(webhook: "http://127.0.0.1:\(port)/webhooks/whatsapp") { standIn in
                let client = try #require(
                    WhatsAppClient(
                        client: standIn.http, base: "\(standIn.base)/v23.0",
                        phoneNumberID: WhatsAppStandIn.phoneNumberID, accessToken: Secret(WhatsAppStandIn.token)))
                let outbox = Outbox(
                    store: fixture.store, providers: [client], logger: .silent, metrics: fixture.metrics)
                let reader = MessageReader(
                    intent: IntentReader(rules: try RuleParser()), intake: DocumentIntake(isSandboxed: false))
                let lanes = ConversationLanes(
                    store: fixture.store,
                    handler: MessageHandler(
                        store: fixture.store, reader: reader, vault: fixture.vault, media: client,
                        settings: OrchestratorSettings()), receipts: client, logger: .silent,
                    metrics: fixture.metrics)
                let tasks = [Task { await outbox.run() }, Task { await lanes.run() }]
                defer { for task in tasks { task.cancel() } }
                try await body(Phone(fixture: fixture, standIn: standIn))
                for task in tasks {
                    task.cancel()
                    await task.value
                }
            }
        }
    }

    @Test func `a person asks, and the answer arrives with the message marked as read`() async throws {
        try await Self.running { phone in
            try await phone.say(["text": "list my swarms", "id": "wamid.1"])
            #expect(try await phone.answers(1).first?.hasPrefix("No swarms yet.") == true)
            try await phone.fixture.eventually {
                try await phone.standIn.calls().contains { $0["body"]?["message_id"] == "wamid.1" }
            }
            try await phone.say(["text": "whoami"])
            #expect(try await phone.answers(2).last?.contains("*Ada*") == true)
        }
    }

    @Test func `a document becomes a swarm whose plan is asked for`() async throws {
        try await Self.running { phone in
            let prd = "# Shop\n\n- [ ] Write a file\n"
            try await phone.standIn.control(
                "media",
                [
                    "id": "77", "name": "prd.md", "mime_type": "text/plain",
                    "data": .string(Base64.encode(Array(prd.utf8))),
                ])
            try await phone.say(["document": ["id": "77", "caption": "build this"]])
            _ = try await phone.answers(1)
            let swarms = try await phone.fixture.store.read { try $0.swarms(limit: 5) }
            #expect(swarms.map(\.prd) == ["# Shop\n\n- [ ] Write a file"])
            // The same file that is gone, or too large, is told and has no effect.
            try await phone.standIn.control("media", ["id": "78", "data": "", "gone": 9])
            try await phone.say(["document": ["id": "78", "filename": "a.md"]])
            #expect(try await phone.answers(2).last?.contains("send it again") == true)
            #expect(try await phone.fixture.store.read { try $0.swarms(limit: 5) }.count == 1)
        }
    }

    @Test func `a cancel is confirmed by its button, once`() async throws {
        try await Self.running { phone in
            try await phone.say(["text": "new swarm called depot: write a readme"])
            _ = try await phone.answers(1)
            try await phone.say(["text": "cancel depot"])
            #expect(try await phone.answers(2).last?.contains("Cancel") == true)
            let buttons = try await phone.shown().last?["interactive"]?["action"]?["buttons"]
            let yes = try #require(buttons?[0]?["reply"]?["id"])
            // Somebody else's press, and a forwarded one, have no effect.
            try await phone.fixture.write { transaction in
                let ben = try transaction.insertPrincipal(name: "Ben", role: .operator_)
                try transaction.link(.whatsapp, "2", to: ben)
            }
            try await phone.say(["button": yes], from: "2")
            _ = try await phone.answers(1, to: "2")
            #expect(try await phone.fixture.store.read { try $0.swarm(named: "depot")?.state } == .planning)
            try await phone.say(["button": yes, "id": "wamid.yes"])
            try await phone.say(["button": yes, "id": "wamid.yes"])
            _ = try await phone.answers(3)
            #expect(try await phone.fixture.store.read { try $0.swarm(named: "depot")?.state } == .cancelled)
            try await phone.say(["button": yes])
            #expect(try await phone.answers(4).last == "That was done already.")
        }
    }

    @Test func `strangers and forwarded orders have no effect`() async throws {
        try await Self.running { phone in
            try await phone.say(["text": "new swarm called evil: do harm"], from: "666")
            try await phone.say(["text": "stop everything now"], from: "666")
            try await phone.say(["text": "new swarm called evil: do harm", "forwarded": true])
            #expect(try await phone.answers(1) == [Notice.forwarded.text])
            #expect(try await phone.answers(1, to: "666") == [Dialect.whatsapp.text(Notice.stranger.text)])
            #expect(try await phone.fixture.store.read { try $0.swarms(limit: 5) }.isEmpty)
            #expect(try await phone.shown(to: "666").count == 1)
        }
    }
}
