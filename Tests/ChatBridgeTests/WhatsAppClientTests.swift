import Crypto
import HTTPClient
import Testing
import Vocabulary

@testable import ChatBridge

@Suite(.timeLimit(.minutes(1)))
struct WhatsAppClientTests {
    private static func client(_ standIn: WhatsAppStandIn, token: String = WhatsAppStandIn.token) throws
        -> WhatsAppClient
    {
        try #require(
            WhatsAppClient(
                client: standIn.http, base: "\(standIn.base)/v23.0", phoneNumberID: WhatsAppStandIn.phoneNumberID,
                accessToken: Secret(token)))
    }

    private static let hello = WhatsAppSend.message("hello", to: "16505551234", opaqueID: "17")

    @Test func `a message is taken`() async throws {
        try await WhatsAppStandIn.with { standIn in
            let client = try Self.client(standIn)
            guard case .accepted = await client.send(Self.hello) else {
                Issue.record("not accepted")
                return
            }
            let buttons = [Button(id: "yes:7", title: "Approve"), Button(id: "no:7", title: "Decline")]
            guard
                case .accepted = await client.send(
                    WhatsAppSend.message("Go?", buttons: buttons, to: "16505551234", opaqueID: "18"))
            else {
                Issue.record("buttons not accepted")
                return
            }
            #expect(await client.markRead("wamid.IN1", typing: true))
            let calls = try await standIn.calls()
            #expect(calls.first?["body"]?["text"]?["body"] == "hello")
            #expect(calls.first?["body"]?["biz_opaque_callback_data"] == "17")
            #expect(calls.last?["body"]?["typing_indicator"]?["type"] == "text")
        }
    }

    @Test func `failures keep known and unknown apart`() async throws {
        try await WhatsAppStandIn.with { standIn in
            let client = try Self.client(standIn)
            try await standIn.control("fail", ["code": 131056])
            #expect(
                await client.send(Self.hello)
                    == .rejected(SendRejection(code: 131_056, reason: "(#131056) stand-in", remedy: .retry)))
            for failure: JSONValue in [["cut": "before"], ["cut": "after"], ["status": 500]] {
                try await standIn.control("fail", failure)
                guard case .unknown = await client.send(Self.hello) else {
                    Issue.record("\(failure.canonical) is not unknown")
                    continue
                }
            }
            let denied = try Self.client(standIn, token: "wrong")
            guard case .rejected(let rejection) = await denied.send(Self.hello) else {
                Issue.record("a wrong token was accepted")
                return
            }
            #expect(rejection.remedy == .fixCredentials)
        }
    }

    @Test func `nobody listening is a certain failure`() async throws {
        let client = try #require(
            WhatsAppClient(
                client: HTTPClient(), base: "http://127.0.0.1:1/v23.0", phoneNumberID: "1", accessToken: Secret("t")))
        guard case .rejected(let rejection) = await client.send(Self.hello) else {
            Issue.record("not rejected")
            return
        }
        #expect(rejection.remedy == .retry)
    }

    @Test func `a document is fetched and its digest checked`() async throws {
        try await WhatsAppStandIn.with { standIn in
            let client = try Self.client(standIn)
            let bytes = Array("# PRD".utf8)
            try await standIn.control("media", ["id": "7", "data": .string(Base64.encode(bytes))])
            #expect(try await client.media("7", sha256: SHA256.digest(bytes)) == bytes)
            // Its address had run out once.
            try await standIn.control("media", ["id": "8", "data": .string(Base64.encode(bytes)), "gone": 1])
            #expect(try await client.media("8", sha256: nil) == bytes)
            try await standIn.control("media", ["id": "9", "data": .string(Base64.encode(bytes)), "gone": 2])
            await #expect(throws: ChatBridgeError.self) { try await client.media("9", sha256: nil) }
        }
    }

    @Test func `a document that is wrong, too large or elsewhere is refused`() async throws {
        try await WhatsAppStandIn.with { standIn in
            let client = try Self.client(standIn)
            let data = JSONValue.string(Base64.encode(Array("# PRD".utf8)))
            try await standIn.control("media", ["id": "1", "data": data, "wrong_sha256": true])
            try await standIn.control("media", ["id": "2", "data": data, "file_size": 16_777_217])
            try await standIn.control("media", ["id": "3", "data": data, "url": "https://evil.example/x"])
            for id in ["1", "2", "3", "unknown", "../me"] {
                await #expect(throws: ChatBridgeError.self, "\(id)") { try await client.media(id, sha256: nil) }
            }
            await #expect(throws: ChatBridgeError.self) {
                try await client.media("1", sha256: SHA256.digest(Array("other".utf8)))
            }
        }
    }

    @Test func `the token goes to Meta's hosts alone`() throws {
        let meta = try #require(MediaAddress(WhatsAppClient.metaBase))
        for url in ["https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1", "https://graph.facebook.com/x"]
        {
            #expect(try #require(MediaAddress(url)).mayReceiveToken(of: meta), "\(url)")
        }
        for url in [
            "http://lookaside.fbsbx.com/x", "https://evilfbsbx.com/x", "https://lookaside.fbsbx.com.evil.example/x",
            "https://lookaside.fbsbx.com:8443/x", "https://127.0.0.1/x",
        ] {
            #expect(try !#require(MediaAddress(url)).mayReceiveToken(of: meta), "\(url)")
        }
        for url in [
            "https://a@lookaside.fbsbx.com/", "https://[::1]/", "file:///etc/passwd", "https:///x", "https://a:b/",
        ] {
            #expect(MediaAddress(url) == nil, "\(url)")
        }
        let standIn = try #require(MediaAddress("http://127.0.0.1:8000/v23.0"))
        #expect(try #require(MediaAddress("http://127.0.0.1:8000/x")).mayReceiveToken(of: standIn))
        #expect(try !#require(MediaAddress("http://127.0.0.1:8001/x")).mayReceiveToken(of: standIn))
        #expect(try !#require(MediaAddress("https://lookaside.fbsbx.com/x")).mayReceiveToken(of: standIn))
    }
}
