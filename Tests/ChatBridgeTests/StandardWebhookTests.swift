import Crypto
import Testing
import Vocabulary

@testable import ChatBridge

struct StandardWebhookTests {
    private static let now = Timestamp(milliseconds: 1_700_000_100_000)

    private static func decode(_ body: String) throws -> InboundMessage? {
        let webhook = try #require(StandardWebhook(secret: Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))
        return try webhook.decode(Array(body.utf8), id: "msg_1", receivedAt: now)
    }

    @Test func `a command`() throws {
        let message = try #require(try Self.decode(SignatureTests.command))
        #expect(message.sender == "standard:u1")
        #expect(message.conversation == "u1")
        #expect(message.providerMessageID == "msg_1")
        #expect(message.sentAt == Timestamp(milliseconds: 1_700_000_000_000))
        #expect(message.commandText == "pause alpha 😀")
    }

    @Test func `a button with an attachment`() throws {
        let message = try #require(
            try Self.decode(
                #"""
                {"type":"command.text","data":{"sender":"ci","conversation":"builds","button":"b7","reply_to":"out_4",
                "attachments":[{"name":"prd.md","media_type":"text/markdown","data":"IyBQUkQ="}]}}
                """#))
        #expect(message.conversation == "builds")
        #expect(message.buttonID == "b7")
        #expect(message.replyTo == "out_4")
        #expect(message.attachments.first?.content == .inline(Array("# PRD".utf8)))
        #expect(message.attachments.first?.size == 5)
    }

    @Test func `other types are taken and ignored`() throws {
        #expect(try Self.decode(#"{"type":"invoice.paid","data":{}}"#) == nil)
    }

    @Test(arguments: [
        ("[]", "The body has to be a JSON object."), ("{", "The body has to be a JSON object."),
        ("{}", #""type" is missing."#), (#"{"type":"command.text"}"#, #""data" is missing."#),
        (#"{"type":"command.text","data":{"text":"x"}}"#, #""data.sender" is missing."#),
        (#"{"type":"command.text","data":{"sender":"a"}}"#, "The message needs text, a button or an attachment."),
        (#"{"type":"command.text","data":{"sender":"a","text":7}}"#, #""text" has to be text."#),
        (
            #"{"type":"command.text","data":{"sender":"a","attachments":[{"data":"?"}]}}"#,
            #""data" of an attachment is not base64."#
        ),
        (
            #"{"type":"command.text","data":{"sender":"a","attachments":[{"url":"https://x"}]}}"#,
            #"An attachment needs its bytes in "data", as base64."#
        ),
    ])
    func `what is wrong is said`(body: String, said: String) throws {
        let error = #expect(throws: ChatBridgeError.self) { try Self.decode(body) }
        #expect(error?.description == said)
    }

    @Test func `attachments have limits`() throws {
        let eleven = Array(repeating: #"{"data":"IyBQUkQ="}"#, count: 11).joined(separator: ",")
        #expect(throws: ChatBridgeError.self) {
            try DirectMessage(#require(JSONValue(parsing: Array(#"{"attachments":[\#(eleven)]}"#.utf8))))
        }
        let large: JSONValue = ["attachments": [["data": .string(String(repeating: "A", count: 24_000_000))]]]
        #expect(throws: ChatBridgeError.self) { try DirectMessage(large) }
    }
}
