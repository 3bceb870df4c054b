import Cards
import Crypto
import Orchestrator
import Store
import Telemetry
import Testing
import Vocabulary

@testable import ChatBridge

@Suite(.timeLimit(.minutes(1)))
struct OutboxTests {
    private static func post(_ fixture: BridgeFixture, _ messages: [OutboundMessage], isUrgent: Bool = true)
        async throws
    {
        try await fixture.write { transaction in
            let conversation = try transaction.openConversation(.whatsapp, BridgeFixture.person)
            _ = try transaction.post(messages, to: conversation, isUrgent: isUrgent)
        }
    }

    private static func rows(_ fixture: BridgeFixture, count: Int) async throws -> [OutboundRecord] {
        try await fixture.store.read { transaction in
            try (1...count).compactMap { try transaction.outbound(OutboundID(Int64($0))) }
        }
    }

    /// Runs an outbox against a stand-in that posts its reports to the fixture's webhook.
    private static func running(
        _ fixture: BridgeFixture, _ body: (WhatsAppStandIn) async throws -> Void
    ) async throws {
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
                let task = Task { await outbox.run() }
                defer { task.cancel() }
                try await body(standIn)
                task.cancel()
                await task.value
            }
        }
    }

    @Test func `what is posted arrives, and its reports move it on`() async throws {
        let fixture = try await BridgeFixture()
        try await Self.running(fixture) { standIn in
            try await standIn.control("auto", ["statuses": ["delivered", "sent", "read"]])
            try await Self.post(fixture, [OutboundMessage("*Hello* there", buttons: [Button(id: "b", title: "Go")])])
            try await fixture.eventually { try await Self.rows(fixture, count: 1).first?.state == .read }
            let call = try #require(try await standIn.calls().first)
            #expect(call["body"]?["interactive"]?["body"]?["text"] == "*Hello* there")
            #expect(call["body"]?["to"] == "+16505551234")
        }
    }

    @Test func `a long message goes out in numbered parts with its buttons last`() async throws {
        let fixture = try await BridgeFixture()
        let text = (1...300).map { "Line \($0) of a long text." }.joined(separator: "\n")
        try await Self.running(fixture) { standIn in
            try await Self.post(fixture, [OutboundMessage(text, buttons: [Button(id: "b", title: "Go")])])
            try await fixture.eventually {
                try await Self.rows(fixture, count: 3).count(where: { $0.state == .sent }) == 3
            }
            let calls = try await standIn.calls()
            #expect(calls[0]["body"]?["text"]?["body"]?.string?.hasPrefix("1/2\nLine 1 of") == true)
            #expect(calls[1]["body"]?["text"]?["body"]?.string?.hasPrefix("2/2\n") == true)
            #expect(calls[2]["body"]?["type"] == "interactive")
        }
    }

    @Test func `notifications that wait become one message`() async throws {
        let fixture = try await BridgeFixture()
        try await Self.running(fixture) { standIn in
            try await standIn.control("auto", ["statuses": ["delivered"]])
            try await Self.post(fixture, (1...5).map { OutboundMessage("news \($0)") }, isUrgent: false)
            try await fixture.eventually {
                try await Self.rows(fixture, count: 5).count(where: { $0.state == .delivered }) == 5
            }
            let calls = try await standIn.calls()
            #expect(calls.count == 1)
            #expect(calls[0]["body"]?["text"]?["body"] == "news 1\nnews 2\nnews 3\nnews 4\nnews 5")
        }
    }

    @Test func `a refusal that passes is tried again, one that stays is told`() async throws {
        let fixture = try await BridgeFixture()
        try await Self.running(fixture) { standIn in
            try await standIn.control("fail", ["code": 130429])
            try await Self.post(fixture, [OutboundMessage("one")])
            try await fixture.eventually { try await Self.rows(fixture, count: 1).first?.state == .sent }
            #expect(try await standIn.calls().compactMap { $0["outcome"]?.string } == ["error 130429", "accepted"])
            try await standIn.control("fail", ["code": 131026])
            try await Self.post(fixture, [OutboundMessage("two")])
            try await fixture.eventually { try await Self.rows(fixture, count: 2).last?.state == .failed }
            #expect(try await Self.rows(fixture, count: 2).last?.error == "(#131026) stand-in")
        }
    }

    @Test func `a lost answer is settled by the report, and nothing is sent twice`() async throws {
        let fixture = try await BridgeFixture()
        try await Self.running(fixture) { standIn in
            try await standIn.control("fail", ["cut": "after"])
            try await Self.post(fixture, [OutboundMessage("one")])
            try await fixture.eventually { try await Self.rows(fixture, count: 1).first?.state == .unknown }
            let call = try #require(try await standIn.calls().first)
            let opaque = try #require(call["body"]?["biz_opaque_callback_data"])
            let report: JSONValue = ["id": "wamid.X", "status": "delivered", "opaque": opaque]
            #expect(try await standIn.control("status", report)["status"] == 200)
            #expect(try await Self.rows(fixture, count: 1).first?.state == .delivered)
            #expect(try await Self.rows(fixture, count: 1).first?.providerKey == "wamid.X")
            #expect(try await standIn.calls().count == 1)
        }
    }

    @Test func `outside the 24 hours it waits until the person writes`() async throws {
        let fixture = try await BridgeFixture()
        try await Self.running(fixture) { standIn in
            try await standIn.control("fail", ["code": 131047])
            try await Self.post(fixture, [OutboundMessage("one")])
            try await fixture.eventually { try await Self.rows(fixture, count: 1).first?.attempts == 1 }
            try await fixture.eventually { try await Self.rows(fixture, count: 1).first?.state == .queued }
            #expect(
                try await fixture.store.read { try $0.nextSendTime(after: fixture.store.now) } == OutboundAttempt.never)
            try await standIn.control("say", ["from": .string(BridgeFixture.person), "text": "hi"])
            try await fixture.eventually { try await Self.rows(fixture, count: 1).first?.state == .sent }
        }
    }

    @Test func `a send that a crash interrupted has an unknown outcome`() async throws {
        let fixture = try await BridgeFixture()
        try await Self.post(fixture, [OutboundMessage("one")])
        let begun = try await fixture.store.perform(BeginSend(ids: [OutboundID(1)], opaqueID: "x_1"))
        #expect(begun.map(\.state) == [.sending])
        let again = try await fixture.store.perform(BeginSend(ids: [OutboundID(1)], opaqueID: "x_1"))
        #expect(again.isEmpty)
        #expect(try await fixture.store.perform(RecoverSends()) == 1)
        let row = try #require(try await Self.rows(fixture, count: 1).first)
        #expect(row.state == .unknown)
        #expect(row.wasResent)
        #expect(row.notBefore > fixture.store.now + .seconds(100))
    }

    @Test func `a clock that was set back by days holds no answer up`() async throws {
        let fixture = try await BridgeFixture()
        try await Self.post(fixture, (1...6).map { OutboundMessage("\($0)") })
        let (now, day) = (fixture.store.now, Duration.seconds(86_400))
        let due: [(OutboundRecord.State, Int, Timestamp)] = [
            (.queued, 0, now + day * 3), (.unknown, 1, now + day * 3), (.queued, 7, now + .seconds(4_000)),
            (.queued, 2, now + .seconds(4_000)), (.queued, 1, OutboundAttempt.never),
            (.queued, 10, now + day * 3),
        ]
        try await fixture.write { transaction in
            for (index, (state, attempts, notBefore)) in due.enumerated() {
                guard var row = try transaction.outbound(OutboundID(Int64(index + 1))) else { continue }
                (row.state, row.attempts, row.notBefore) = (state, attempts, notBefore)
                _ = try transaction.update(row, expecting: .queued)
            }
        }
        try await fixture.store.perform(BoundSends())
        let times = try await Self.rows(fixture, count: 6).map(\.notBefore)
        #expect(times[5] <= now + day, "so many attempts are made only for credentials")
        #expect(times[0] <= now + day && times[1] <= now + day && times[3] < now + .seconds(3_000))
        #expect(times[2] == due[2].2, "a seventh retry may wait so long")
        #expect(times[4] == OutboundAttempt.never, "what waits for the person goes on waiting")
    }

    @Test func `reports of another database are not ours`() async throws {
        let fixture = try await BridgeFixture()
        try await Self.post(fixture, [OutboundMessage("one")])
        let other = String(repeating: "f", count: fixture.store.incarnation.count)
        let status = DeliveryStatus(
            provider: .whatsapp, providerMessageID: "wamid.9", opaqueID: "\(other)_1", state: .read, errorCode: nil,
            at: Timestamp(milliseconds: 1))
        let output = try await fixture.inbox.take(InboundBatch(statuses: [status]))
        #expect(output.statuses == 0)
        #expect(try await Self.rows(fixture, count: 1).first?.state == .queued)
    }
}
