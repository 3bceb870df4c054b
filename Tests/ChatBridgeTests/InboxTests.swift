import Crypto
import Glibc
import HTTPClient
import Store
import Testing
import Threading
import Vocabulary

@testable import ChatBridge
@testable import Orchestrator

@Suite(.timeLimit(.minutes(1)))
struct InboxTests {
    private static func message(
        _ id: String, from: String = BridgeFixture.person, _ text: String = "status",
        at sentAt: Timestamp = BridgeFixture.wallClock()
    ) -> InboundMessage {
        InboundMessage(
            provider: .whatsapp, providerMessageID: id, conversation: from, sender: "whatsapp:\(from)",
            sentAt: sentAt, spans: [Span(text, .typed)])
    }

    private static func webhook() throws -> WhatsAppWebhook {
        try #require(
            WhatsAppWebhook(
                appSecret: Secret(WhatsAppStandIn.appSecret), verifyToken: Secret("hook-token"),
                phoneNumberID: WhatsAppStandIn.phoneNumberID))
    }

    private static func waiting(_ fixture: BridgeFixture) async throws -> [MessageRecord] {
        try await fixture.store.read { transaction in
            try transaction.waitingConversations(limit: 10).flatMap {
                try transaction.waitingMessages(of: $0.conversation, limit: 100)
            }
        }
    }

    @Test func `a message is taken once, however often it comes`() async throws {
        let fixture = try await BridgeFixture()
        let batch = InboundBatch(messages: [Self.message("a"), Self.message("b"), Self.message("a")])
        let first = try await fixture.inbox.take(batch)
        #expect(first.messages.map { $0 != nil } == [true, true, false])
        let second = try await fixture.inbox.take(batch)
        #expect(second.messages == [nil, nil, nil])
        let waiting = try await Self.waiting(fixture)
        #expect(waiting.map(\.providerKey) == ["a", "b"])
        #expect(waiting.map(\.text) == ["status", "status"])
    }

    @Test func `copies that come at the same time are one message`() async throws {
        let fixture = try await BridgeFixture()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask { _ = try await fixture.inbox.take(InboundBatch(messages: [Self.message("a")])) }
            }
            try await group.waitForAll()
        }
        #expect(try await Self.waiting(fixture).count == 1)
    }

    @Test func `of strangers no text is kept`() async throws {
        let fixture = try await BridgeFixture()
        _ = try await fixture.inbox.take(InboundBatch(messages: [Self.message("a", from: "4917012345", "secret")]))
        let waiting = try await Self.waiting(fixture)
        #expect(waiting.map(\.text) == [""])
        #expect(waiting.first?.payload == nil)
    }

    @Test func `ids are forgotten after eight days, and a message that old is not taken again`() async throws {
        let start = Timestamp(milliseconds: 1_700_000_000_000)
        let clock = Lock(start)
        let fixture = try await BridgeFixture(clock: { clock.withLock { $0 } })
        let batch = InboundBatch(messages: [Self.message("a", at: start)])
        #expect(try await fixture.inbox.take(batch).messages != [nil])
        clock.withLock { $0 = start + .seconds(8 * 86_400 - 1) }
        _ = try await fixture.store.perform(ForgetOldKeys())
        #expect(try await fixture.inbox.take(batch).messages == [nil])
        clock.withLock { $0 = start + .seconds(8 * 86_400 + 1) }
        _ = try await fixture.store.perform(ForgetOldKeys())
        // The id is forgotten, and still the signed body that was recorded has no second effect.
        #expect(try await fixture.inbox.take(batch).messages == [nil])
        let fresh = InboundBatch(messages: [Self.message("a", at: start + .seconds(8 * 86_400))])
        #expect(try await fixture.inbox.take(fresh).messages != [nil])
    }

    private static func outcomes(_ output: TakeInbound.Output) -> [String] {
        output.taken.map {
            switch $0 {
            case .message: "message"
            case .arrival: "arrival"
            case .copy: "copy"
            }
        }
    }

    @Test func `in a flood a message is one row until it is sorted in, and comes once`() async throws {
        let fixture = try await BridgeFixture()
        let flood = InboundBatch(messages: [
            Self.message("a"), Self.message("b"), Self.message("a"), Self.message("s", from: "4917012345", "secret"),
        ])
        let (first, second) = try await fixture.inFlood {
            (try await fixture.inbox.take(flood), try await fixture.inbox.take(flood))
        }
        #expect(Self.outcomes(first) == ["arrival", "arrival", "copy", "arrival"])
        #expect(Self.outcomes(second) == ["copy", "copy", "copy", "copy"])
        #expect(try await Self.waiting(fixture).isEmpty)
        #expect(try await fixture.store.figures().inbox == 3)
        // Behind others it waits too, so that it keeps its place in the conversation.
        try await fixture.eventually { !fixture.pressure.isHigh }
        let next = InboundBatch(messages: [Self.message("c")])
        #expect(try await Self.outcomes(fixture.inbox.take(next)) == ["arrival"])
        #expect(try await fixture.store.perform(AdmitArrivals(.oldest(10))).count == 4)
        let waiting = try await Self.waiting(fixture)
        #expect(waiting.filter { $0.payload != nil }.map(\.providerKey) == ["a", "b", "c"])
        #expect(waiting.first { $0.payload == nil }?.text == "")
        #expect(try await Self.outcomes(fixture.inbox.take(flood)) == ["copy", "copy", "copy", "copy"])
        let last = InboundBatch(messages: [Self.message("d")])
        #expect(try await Self.outcomes(fixture.inbox.take(last)) == ["message"])
    }

    @Test func `a copy of an arrival from before a restart is found when it is sorted in`() async throws {
        let folder = "/tmp/waggle-arrivals-\(UInt64.random(in: 0..<UInt64.max))"
        #expect(mkdir(folder, 0o700) == 0)
        defer { for name in ["/w.db", "/w.db-wal", "/w.db-shm", "/w.db.lock", ""] { remove(folder + name) } }
        let batch = InboundBatch(messages: [Self.message("a"), Self.message("b")])
        for round in 0..<2 {
            let store = try await Store(
                path: folder + "/w.db", clock: BridgeFixture.wallClock, randomNumber: { UInt64.random(in: 0...9) })
            let taken = try await store.perform(TakeInbound(batch, incarnation: "x", deferral: .always))
            #expect(Self.outcomes(taken) == ["arrival", "arrival"])
            if round == 1 {
                #expect(try await store.perform(AdmitArrivals(.oldest(3))).count == 2)
                #expect(try await store.perform(AdmitArrivals(.oldest(3))).isEmpty)
                #expect(try await store.read { try $0.hasArrivals() } == false)
            }
            await store.close()
        }
    }

    @Test func `a signed webhook is stored before it is answered`() async throws {
        let fixture = try await BridgeFixture()
        try await fixture.serving(whatsapp: Self.webhook()) { port in
            try await WhatsAppStandIn.with(webhook: "http://127.0.0.1:\(port)/webhooks/whatsapp") { standIn in
                let said = try await standIn.control(
                    "say", ["from": .string(BridgeFixture.person), "text": "pause shop", "id": "wamid.7"])
                #expect(said["status"] == 200)
                #expect(try await Self.waiting(fixture).map(\.text) == ["pause shop"])
                let copy = try await standIn.control(
                    "say", ["from": .string(BridgeFixture.person), "text": "pause shop", "id": "wamid.7"])
                #expect(copy["status"] == 200)
                #expect(try await Self.waiting(fixture).count == 1)
                for forged: JSONValue in [
                    ["raw": "{}", "signature": "sha256=00"], ["raw": "{}", "unsigned": true],
                    ["raw": "{}", "signature": ""],
                ] where forged["signature"] != "" || forged["unsigned"] != nil {
                    #expect(try await standIn.control("webhook", forged)["status"] == 401)
                }
                #expect(try await standIn.control("webhook", ["raw": "no json"])["status"] == 200)
                #expect(try await Self.waiting(fixture).count == 1)
            }
        }
    }

    @Test func `the handshake, and nothing where nothing is set up`() async throws {
        let fixture = try await BridgeFixture()
        let client = HTTPClient()
        try await fixture.serving(whatsapp: Self.webhook()) { port in
            let base = "http://127.0.0.1:\(port)/webhooks"
            let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
            let good = try await client.send(HTTPClientRequest(url: "\(base)/whatsapp?\(query)hook-token"))
            #expect(good.status == 200)
            #expect(good.body == Array("1158201444".utf8))
            #expect(try await client.send(HTTPClientRequest(url: "\(base)/whatsapp?\(query)wrong")).status == 403)
            #expect(
                try await client.send(HTTPClientRequest(method: "POST", url: "\(base)/standard", body: [])).status
                    == 404)
        }
    }

    @Test func `a Standard Webhook with a document`() async throws {
        let fixture = try await BridgeFixture()
        let key = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
        let signer = try #require(StandardWebhookSigner(secret: Secret(key)))
        let client = HTTPClient()
        let body = Array(
            #"{"type":"command.text","data":{"sender":"u1","text":"build this","attachments":[{"name":"prd.md","data":"IyBQUkQ="}]}}"#
                .utf8)
        try await fixture.serving(standard: StandardWebhook(secret: Secret(key))) { port in
            let url = "http://127.0.0.1:\(port)/webhooks/standard"
            let headers = signer.headers(id: "msg_1", body: body, now: fixture.store.now)
            let response = try await client.send(
                HTTPClientRequest(method: "POST", url: url, headers: headers, body: body))
            #expect(response.status == 200)
            let forged = try await client.send(
                HTTPClientRequest(method: "POST", url: url, headers: headers, body: body + [0x20]))
            #expect(forged.status == 401)
            let bad = Array(#"{"type":"command.text","data":{"sender":"u1"}}"#.utf8)
            let refused = try await client.send(
                HTTPClientRequest(
                    method: "POST", url: url, headers: signer.headers(id: "msg_2", body: bad, now: fixture.store.now),
                    body: bad))
            #expect(refused.status == 400)
        }
        let record = try #require(try await Self.waiting(fixture).first)
        let payload = try #require(InboundPayload(json: record.payload))
        #expect(payload.commandText == "build this")
        let digest = try #require(payload.attachments.first?.sha256)
        #expect(try await fixture.vault.load(digest) == Array("# PRD".utf8))
        #expect(await fixture.vault.prune(before: fixture.store.now - .seconds(60)) == 0)
        #expect(await fixture.vault.prune(before: fixture.store.now + .seconds(60)) == 1)
        await #expect(throws: ChatBridgeError.self) { try await fixture.vault.load(digest) }
    }

    @Test func `attachments have names that stay in their folder`() async throws {
        let fixture = try await BridgeFixture()
        for name in ["../../etc/passwd", "", String(repeating: "g", count: 64), "a/b"] {
            await #expect(throws: ChatBridgeError.self) { try await fixture.vault.load(name) }
        }
    }
}
