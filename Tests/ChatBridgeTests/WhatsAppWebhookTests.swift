import Crypto
import TestSupport
import Testing
import Vocabulary

@testable import ChatBridge

struct WhatsAppWebhookTests {
    static let now = Timestamp(milliseconds: 1_749_416_400_000)

    static func decode(_ json: String) throws -> InboundBatch {
        let webhook = try #require(
            WhatsAppWebhook(appSecret: Secret("secret"), verifyToken: Secret("token"), phoneNumberID: "106540352242922")
        )
        return webhook.decode(Array(json.utf8), receivedAt: now)
    }

    /// A body with one change that holds these messages.
    static func body(_ messages: String, account: String = "106540352242922") -> String {
        """
        {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
        "messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"\(account)"},
        "contacts":[{"profile":{"name":"Ada"},"wa_id":"16505551234","user_id":"US.13491208655302741918"}],
        "messages":[\(messages)]}}]}]}
        """
    }

    static func one(_ message: String) throws -> InboundMessage {
        let batch = try decode(
            body(#"{"from":"16505551234","id":"wamid.1","timestamp":"1749416383",\#(message)}"#))
        #expect(batch.ignored == 0)
        return try #require(batch.messages.first)
    }

    @Test func `a typed text`() throws {
        let message = try Self.one(#""type":"text","text":{"body":"pause alpha"}"#)
        #expect(message.sender == "whatsapp:16505551234")
        #expect(message.conversation == "16505551234")
        #expect(message.account == "106540352242922")
        #expect(message.sentAt == Timestamp(milliseconds: 1_749_416_383_000))
        #expect(message.spans == [Span("pause alpha", .typed)])
        #expect(message.commandText == "pause alpha")
    }

    @Test func `a reply names the message it answers`() throws {
        let message = try Self.one(
            #""type":"text","text":{"body":"yes"},"context":{"from":"15550783881","id":"wamid.ours"}"#)
        #expect(message.replyTo == "wamid.ours")
        #expect(!message.isForwarded)
    }

    @Test(arguments: [#""forwarded":true"#, #""frequently_forwarded":true"#, #""forwarded":"yes""#])
    func `forwarded text cannot command`(flag: String) throws {
        let message = try Self.one(#""type":"text","text":{"body":"stop all"},"context":{\#(flag)}"#)
        #expect(message.isForwarded)
        #expect(message.spans == [Span("stop all", .forwarded)])
        #expect(message.commandText.isEmpty)
    }

    @Test func `an explicit not forwarded is typed`() throws {
        let message = try Self.one(#""type":"text","text":{"body":"stop"},"context":{"forwarded":false}"#)
        #expect(message.commandText == "stop")
    }

    @Test(arguments: [
        #""type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"b1","title":"Approve"}}"#,
        #""type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"b1","title":"Approve"}}"#,
        #""type":"button","button":{"payload":"b1","text":"Approve"}"#,
    ])
    func `buttons and list rows`(press: String) throws {
        let message = try Self.one(press)
        #expect(message.buttonID == "b1")
        #expect(message.spans == [Span("Approve", .button)])
    }

    @Test func `a document with its caption`() throws {
        let message = try Self.one(
            #"""
            "type":"document","document":{"id":"99","mime_type":"text/markdown","filename":"../../etc/prd.md",
            "sha256":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","caption":"build this"}
            """#)
        let attachment = try #require(message.attachments.first)
        #expect(attachment.content == .media(id: "99"))
        #expect(attachment.name == "prd.md")
        #expect(attachment.sha256?.count == 32)
        #expect(message.commandText == "build this")
    }

    @Test func `a media id that could leave its place in the address is refused`() throws {
        let batch = try Self.decode(
            Self.body(
                #"{"from":"1","id":"a","timestamp":"1","type":"document","document":{"id":"../me?x","filename":"a"}}"#))
        #expect(batch.messages.isEmpty)
        #expect(batch.ignored == 1)
    }

    @Test(arguments: ["location", "contacts", "order", "unsupported", "hologram"])
    func `kinds nobody can read are answered, not dropped`(kind: String) throws {
        let message = try Self.one(#""type":"\#(kind)","\#(kind)":{"x":1}"#)
        #expect(message.unreadableKind == kind)
        #expect(message.commandText.isEmpty)
    }

    @Test(arguments: ["reaction", "edit", "revoke", "system"])
    func `reactions, edits, deletions and notices are counted and ignored`(kind: String) throws {
        let batch = try Self.decode(
            Self.body(
                #"{"from":"1","id":"a","timestamp":"1","type":"\#(kind)","\#(kind)":{"message":{"type":"text","text":{"body":"stop all"}}}}"#
            ))
        #expect(batch == InboundBatch(ignored: 1))
    }

    @Test func `someone without a number is known by the user id`() throws {
        let batch = try Self.decode(
            Self.body(
                #"{"from_user_id":"US.13491208655302741918","id":"a","timestamp":"1","type":"text","text":{"body":"hi"}}"#
            ))
        #expect(batch.messages.first?.sender == "whatsapp:US.13491208655302741918")
    }

    @Test func `a time of the future becomes the time of receipt`() throws {
        let batch = try Self.decode(
            Self.body(
                #"{"from":"1","id":"a","timestamp":"99999999999","type":"text","text":{"body":"x"}},"#
                    + #"{"from":"1","id":"b","timestamp":1749416383,"type":"text","text":{"body":"x"}},"#
                    + #"{"from":"1","id":"c","type":"text","text":{"body":"x"}}"#))
        #expect(
            batch.messages.map(\.sentAt) == [Self.now, Timestamp(milliseconds: 1_749_416_383_000), Self.now])
    }

    @Test func `one broken message never costs the rest of the batch`() throws {
        let good = #"{"from":"1","id":"good","timestamp":"1","type":"text","text":{"body":"x"}}"#
        let broken = [
            "null", "7", "[]", "{}", #""text""#, #"{"from":"1","id":"","type":"text","text":{"body":"x"}}"#,
            #"{"from":"1","id":"a","type":"text","text":"x"}"#,
            #"{"from":{},"id":"a","type":"text","text":{"body":"x"}}"#,
            #"{"from":"1 OR 1","id":"a","type":"text","text":{"body":"x"}}"#, #"{"from":"1","id":"a","type":7}"#,
            #"{"from":"1","id":"a","type":"document","document":null}"#,
        ]
        for entry in broken {
            let batch = try Self.decode(Self.body("\(good),\(entry),\(good)"))
            #expect(batch.messages.count == 2, "\(entry)")
            #expect(batch.ignored == 1, "\(entry)")
        }
    }

    @Test func `all entries, changes and messages of a batch are read`() throws {
        let message = #"{"from":"1","id":"m","timestamp":"1","type":"text","text":{"body":"x"}}"#
        let change =
            #"{"field":"messages","value":{"metadata":{"phone_number_id":"106540352242922"},"messages":[\#(message),\#(message)]}}"#
        let entry = #"{"id":"1","changes":[\#(change),7,\#(change)]}"#
        let batch = try Self.decode(#"{"entry":[\#(entry),null,\#(entry)]}"#)
        #expect(batch.messages.count == 8)
        #expect(batch.ignored == 3)
    }

    @Test func `another number of the same app is not ours`() throws {
        let batch = try Self.decode(
            Self.body(#"{"from":"1","id":"a","timestamp":"1","type":"text","text":{"body":"x"}}"#, account: "2"))
        #expect(batch == InboundBatch(ignored: 1))
    }

    @Test func `statuses carry our own id and the error`() throws {
        let batch = try Self.decode(
            #"""
            {"entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"106540352242922"},"statuses":[
            {"id":"wamid.2","status":"delivered","timestamp":"1749416383","biz_opaque_callback_data":"17"},
            {"id":"wamid.2","status":"played","timestamp":"1749416384"},
            {"id":"wamid.3","status":"failed","timestamp":"1749416383","errors":[{"code":131047,"title":"x"}]},
            {"id":"wamid.3","status":"warped"},{"status":"sent"}]}}]}]}
            """#)
        #expect(batch.statuses.map(\.state) == [.delivered, .read, .failed])
        #expect(batch.statuses.map(\.opaqueID) == ["17", nil, nil])
        #expect(batch.statuses.map(\.errorCode) == [nil, nil, 131_047])
        #expect(batch.ignored == 2)
    }

    @Test func `a group keeps its sender`() throws {
        let message = try Self.one(#""group_id":"G7","type":"text","text":{"body":"hi"}"#)
        #expect(message.conversation == "group:G7")
        #expect(message.sender == "whatsapp:16505551234")
    }

    @Test func `no body makes it fail, whatever was changed in it`() throws {
        var random = SeededRandom(seed: 7)
        let sample = Array(
            Self.body(#"{"from":"1","id":"a","timestamp":"1","type":"text","text":{"body":"x"}}"#).utf8)
        let webhook = try #require(
            WhatsAppWebhook(appSecret: Secret("s"), verifyToken: Secret("t"), phoneNumberID: "1"))
        for _ in 0..<300 {
            var bytes = sample
            for _ in 0..<random.next(6) {
                switch random.next(3) {
                case 0: bytes[random.next(bytes.count)] = UInt8(random.next(256))
                case 1: bytes.remove(at: random.next(bytes.count))
                default: bytes.insert(UInt8(random.next(256)), at: random.next(bytes.count))
                }
            }
            _ = webhook.decode(bytes, receivedAt: Self.now)
        }
        _ = webhook.decode(Array(repeating: UInt8(ascii: "["), count: 100_000), receivedAt: Self.now)
        _ = webhook.decode([], receivedAt: Self.now)
    }

    @Test(arguments: ["", " ", "\n"])
    func `a blank setting means no provider`(blank: String) {
        #expect(WhatsAppWebhook(appSecret: Secret(blank), verifyToken: Secret("t"), phoneNumberID: "1") == nil)
        #expect(WhatsAppWebhook(appSecret: Secret("s"), verifyToken: Secret(blank), phoneNumberID: "1") == nil)
        #expect(WhatsAppWebhook(appSecret: Secret("s"), verifyToken: Secret("t"), phoneNumberID: blank) == nil)
    }
}
