import Crypto
import Testing
import Vocabulary

@testable import ChatBridge

/// Vectors computed with pywa (Meta) and standardwebhooks.
struct SignatureTests {
    private static let secret = "0123456789abcdef0123456789abcdef"

    static let meta: [(body: String, signature: String)] = [
        (
            #"{"object":"whatsapp_business_account","entry":[]}"#,
            "sha256=eefab58106e73358686845848feb95c56372e7391b3dc050b6a31c8c5f347ece"
        ),
        (
            #"{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Ada"},"wa_id":"16505551234","user_id":"US.13491208655302741918"}],"messages":[{"from":"16505551234","from_user_id":"US.13491208655302741918","id":"wamid.TEST1","timestamp":"1749416383","type":"text","text":{"body":"pause alpha"}}]},"field":"messages"}]}]}"#,
            "sha256=60fdb1c0a31f929fbe8bde435d7c8e11b59c259b12173ffc1b504f2b6bb42719"
        ),
        (
            #"{"text":"\u00e4\u00f6 \ud83d\ude00 a\/b"}"#,
            "sha256=14ad977f790144d8df7b76cf4ceb15d7b46a840810e548c8ed437ef0e711aa02"
        ),
        (#"{"text":"äö 😀 a/b"}"#, "sha256=3de2a89efac1a69d66e46d64f72e3bcdfdf6753974b2c45d3de2400410647c40"),
        ("", "sha256=796cd3078af14636753d26b3b5555422ff55a3e261cf847b48e95371b9bd0aa2"),
    ]

    private static func webhook() throws -> WhatsAppWebhook {
        try #require(
            WhatsAppWebhook(appSecret: Secret(secret), verifyToken: Secret("hook-token"), phoneNumberID: "1"))
    }

    @Test func `Meta's signatures hold over the very bytes, and nothing else does`() throws {
        let webhook = try Self.webhook()
        for (text, signature) in Self.meta {
            let body = Array(text.utf8)
            #expect(webhook.isAuthentic(signature: signature, body: body))
            #expect(!webhook.isAuthentic(signature: signature, body: body + [0x20]))
            #expect(!webhook.isAuthentic(signature: nil, body: body))
            #expect(!webhook.isAuthentic(signature: "", body: body))
            #expect(!webhook.isAuthentic(signature: "sha256=", body: body))
            #expect(!webhook.isAuthentic(signature: String(signature.dropFirst(7)), body: body))
            #expect(!webhook.isAuthentic(signature: "sha256=" + signature.dropFirst(7).uppercased(), body: body))
            #expect(!webhook.isAuthentic(signature: "SHA256=" + signature.dropFirst(7), body: body))
            #expect(!webhook.isAuthentic(signature: signature + " ", body: body))
            #expect(!webhook.isAuthentic(signature: "\(signature), \(signature)", body: body))
            let last = signature.last == "0" ? "1" : "0"
            #expect(!webhook.isAuthentic(signature: signature.dropLast() + last, body: body))
        }
    }

    @Test func `the handshake answers only the right token`() throws {
        let webhook = try Self.webhook()
        #expect(webhook.challenge(mode: "subscribe", verifyToken: "hook-token", challenge: "1158") == "1158")
        #expect(webhook.challenge(mode: "subscribe", verifyToken: "hook-tokem", challenge: "1158") == nil)
        #expect(webhook.challenge(mode: "subscribe", verifyToken: "", challenge: "1158") == nil)
        #expect(webhook.challenge(mode: nil, verifyToken: "hook-token", challenge: "1158") == nil)
        #expect(webhook.challenge(mode: "subscribe", verifyToken: "hook-token", challenge: "<b> x") == nil)
        #expect(webhook.challenge(mode: "subscribe", verifyToken: "hook-token", challenge: nil) == nil)
    }

    // MARK: Standard Webhooks

    struct Vector: Sendable {
        var key: String
        var body: String
        var id: String
        var timestamp: String
        var signature: String

        func verdict(
            id: String?? = .none, timestamp: String?? = .none, signature: String?? = .none, body: String? = nil,
            at seconds: Int64 = 0
        ) throws -> StandardWebhook.Refusal? {
            let webhook = try #require(StandardWebhook(secret: Secret(key)))
            do {
                try webhook.verify(
                    id: id ?? self.id, timestamp: timestamp ?? self.timestamp, signature: signature ?? self.signature,
                    body: Array((body ?? self.body).utf8),
                    now: Timestamp(milliseconds: ((Int64(self.timestamp) ?? 0) + seconds) * 1_000))
                return nil
            } catch {
                return error
            }
        }
    }

    static let command =
        #"{"type":"command.text","timestamp":"2023-11-14T22:13:20Z","data":{"sender":"u1","text":"pause alpha 😀"}}"#

    static let standard = [
        Vector(
            key: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", body: #"{"test": 2432232314}"#,
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330",
            signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        Vector(
            key: "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", body: command, id: "msg_1",
            timestamp: "1700000000", signature: "v1,sWfR5fp982uWbl75P1lXKv0P2paMU4rOKrDJ4gHUJ6w="),
        Vector(
            key: "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", body: "", id: "msg_1",
            timestamp: "1700000000", signature: "v1,amcCR9+HGJUcbpN0HzliuKzDJkenCx5mV9lf3DlQ0mM="),
        Vector(
            key: "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=", body: command, id: "msg_1",
            timestamp: "1700000000",
            signature:
                "v1a,sn0f+wWtk+p6o/0Pv5furqsVy/RZijpAiW1VDoCSRXoYwdF5a5AFWIZTK++KnqgTv/EhEMpDgjAusjZ9ovTcDw=="),
    ]

    @Test(arguments: standard)
    func `Standard Webhooks hold, and their variations do not`(vector: Vector) throws {
        let good = vector.signature
        #expect(try vector.verdict() == nil)
        for accepted in ["v1,AAAA \(good)", "v1a,xx \(good)", "v9,zz \(good) v1,"] {
            #expect(try vector.verdict(signature: accepted) == nil)
        }
        let bare = String(good.split(separator: ",")[1])
        for refused in ["", "v1,", "v2,\(bare)", bare, good.lowercased(), "\(good)=", "v1 ,\(bare)"] {
            #expect(try vector.verdict(signature: refused) == .invalidSignature, "\(refused)")
        }
        #expect(try vector.verdict(body: vector.body + " ") == .invalidSignature)
        #expect(try vector.verdict(id: "msg_2") == .invalidSignature)
        #expect(try vector.verdict(id: "msg.1") == .invalidID)
        #expect(try vector.verdict(id: .some(nil)) == .missingHeader("webhook-id"))
        #expect(try vector.verdict(timestamp: .some(nil)) == .missingHeader("webhook-timestamp"))
        #expect(try vector.verdict(signature: .some(nil)) == .missingHeader("webhook-signature"))
        for broken in ["", "-1", "1.5", "now", "99999999999999"] {
            #expect(try vector.verdict(timestamp: broken) == .invalidTimestamp, "\(broken)")
        }
    }

    @Test(arguments: [(300, true), (-300, true), (301, false), (-301, false)])
    func `the window is five minutes both ways`(seconds: Int64, isAccepted: Bool) throws {
        #expect(try Self.standard[1].verdict(at: seconds) == (isAccepted ? nil : .outsideWindow(seconds: seconds)))
    }

    @Test func `a rotation accepts either key`() throws {
        var vector = Self.standard[1]
        vector.key = "\(Self.standard[0].key) \(vector.key)"
        #expect(try vector.verdict() == nil)
        vector.key = Self.standard[0].key
        #expect(try vector.verdict() == .invalidSignature)
    }

    @Test(arguments: ["", " ", "whsec_", "whsec_AAAA", "secret", "whpk_AAAA", "whsec_not base64!", "undefined"])
    func `a bad key makes no provider`(key: String) {
        #expect(StandardWebhook(secret: Secret(key)) == nil)
        #expect(StandardWebhookSigner(secret: Secret(key)) == nil)
    }

    @Test func `what we sign, we accept`() throws {
        let seed = Array(repeating: UInt8(7), count: 32)
        let privateKey = try #require(Ed25519.PrivateKey(seed: seed))
        let pairs = [
            (Self.standard[1].key, Self.standard[1].key),
            ("whsk_\(Base64.encode(seed))", "whpk_\(Base64.encode(privateKey.publicKey))"),
            ("whsk_\(Base64.encode(seed + privateKey.publicKey))", "whpk_\(Base64.encode(privateKey.publicKey))"),
        ]
        let now = Timestamp(milliseconds: 1_700_000_000_123)
        for (signing, verifying) in pairs {
            let signer = try #require(StandardWebhookSigner(secret: Secret(signing)))
            let headers = signer.headers(id: "out_1", body: Array("{}".utf8), now: now)
            #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
            let webhook = try #require(StandardWebhook(secret: Secret(verifying)))
            try webhook.verify(
                id: headers[0].value, timestamp: headers[1].value, signature: headers[2].value,
                body: Array("{}".utf8), now: now)
        }
    }
}
