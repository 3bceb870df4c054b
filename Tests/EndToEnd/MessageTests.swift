import FoundationEssentials
import TestSupport
import Testing
import Vocabulary

/// What a chat message can and cannot do.
extension EndToEnd {
    @Suite(.timeLimit(.minutes(2)))
    struct Messages {
        /// A body of the provider with many messages of one person, or of one.
        static func body(_ messages: [(id: String, text: String)], from number: String = Phone.owner) -> JSONValue {
            [
                "object": "whatsapp_business_account",
                "entry": [
                    [
                        "id": "1",
                        "changes": [
                            [
                                "field": "messages",
                                "value": [
                                    "messaging_product": "whatsapp",
                                    "metadata": [
                                        "display_phone_number": "15550783881",
                                        "phone_number_id": .string(Phone.phoneNumberID),
                                    ],
                                    "contacts": [["wa_id": .string(number), "profile": ["name": "Ada"]]],
                                    "messages": .array(
                                        messages.map { message in
                                            [
                                                "from": .string(number), "id": .string(message.id), "type": "text",
                                                "timestamp": .string("\(Int(Date().timeIntervalSince1970))"),
                                                "text": ["body": .string(message.text)],
                                            ]
                                        }),
                                ],
                            ]
                        ],
                    ]
                ],
            ]
        }

        @Test func `a wrong, missing or blank signature is refused and changes nothing`() async throws {
            try await Phone.connected(agents: 0) { phone, waggle in
                let before = try await waggle.events().count
                let order = Self.body([("wamid.x", "new swarm called evil: do harm")])
                let wrong = "sha256=" + String(repeating: "0", count: 64)
                for signature in [wrong, "", " ", "sha256=", "sha1=\(wrong.dropFirst(7))", "sha256=é"] {
                    let raw = try await waggle.call(
                        "POST", "/webhooks/whatsapp", order, token: "",
                        headers: signature.utf8.allSatisfy { $0 < 128 } ? [("x-hub-signature-256", signature)] : [])
                    #expect(raw.status == 401, "signature “\(signature)”")
                }
                #expect(try await phone.webhook(["body": order, "unsigned": true])["status"] == 401)
                // Even an admin's token does not stand in for the signature.
                #expect(try await waggle.call("POST", "/webhooks/whatsapp", order).status == 401)
                #expect(try await waggle.events().count == before)
                #expect(try await waggle.swarm() == nil)
                #expect(try await phone.shown().isEmpty)
                // The control: signed, the same body does something.
                #expect(try await phone.webhook(["body": order])["status"] == 200)
                try await phone.awaits("an answer") { _ in true }
                #expect(try await waggle.swarm() != nil)
            }
        }

        @Test func `a stranger gets one refusal and has no effect`() async throws {
            try await Phone.connected(agents: 0) { phone, waggle in
                let stranger = "49301234567"
                for text in ["new swarm called evil: do harm", "stop everything now", "status", "yes"] {
                    #expect(try await phone.say(text, from: stranger) == 200)
                }
                try await phone.awaits("a refusal", to: stranger) { _ in true }
                // Somebody known, afterwards: the refusals before them have been handled.
                try await phone.say("whoami")
                try await phone.awaits("an answer") { _ in true }
                #expect(try await phone.shown(to: stranger).count == 1)
                #expect(try await waggle.get("/v1/swarms").array?.isEmpty == true)
                #expect(try await waggle.events().allSatisfy { $0["type"] != "swarm.created" })
            }
        }

        @Test func `a foreign Origin or Host is refused`() async throws {
            try await RunningWaggle.with(RunningWaggle.Configuration(agents: 0)) { waggle in
                let port = waggle.port
                for (name, value) in [
                    ("origin", "https://evil.example"), ("origin", "null"), ("origin", "http://127.0.0.1:1"),
                    ("origin", "http://localhost.evil.example:\(port)"), ("host", "evil.example"),
                    ("host", "evil.example:\(port)"), ("host", "127.0.0.1.evil.example"),
                ] {
                    for (method, path) in [
                        ("GET", "/"), ("GET", "/v1/swarms"), ("POST", "/v1/messages"), ("GET", "/livez"),
                    ] {
                        let answer = try await waggle.call(
                            method, path, method == "POST" ? ["text": "status"] : nil, headers: [(name, value)])
                        #expect(answer.status == 403, "\(method) \(path) with \(name): \(value)")
                    }
                }
                // The controls: its own.
                for host in ["127.0.0.1:\(port)", "localhost:\(port)", "[::1]:\(port)", "127.0.0.1"] {
                    let answer = try await waggle.call(
                        "GET", "/v1/swarms", headers: [("host", host), ("origin", "http://\(host)")])
                    #expect(answer.status == 200, "\(host)")
                }
            }
        }

        @Test func `fifty copies of a message at once have one effect and one reply`() async throws {
            try await Phone.connected(agents: 0) { phone, waggle in
                let order = Self.body([("wamid.fifty", "new swarm called depot: write a readme")])
                let answer = try await phone.webhook(["body": order, "copies": 50])
                #expect(answer["statuses"]?.array == Array(repeating: 200, count: 50))
                try await phone.awaits("the reply") { $0.text.contains("Planning") }
                // A message behind them in the same conversation: everything before it is through.
                try await phone.say("whoami")
                try await phone.awaits("an answer") { $0.text.contains("whatsapp 16505551234") }
                #expect(try await waggle.get("/v1/swarms").array?.count == 1)
                #expect(try await phone.shown().count { $0.text.contains("Planning") } == 1)
                #expect(try await waggle.events().count { $0["type"] == "swarm.created" } == 1)
            }
        }

        @Test func `a batch of a thousand messages has a thousand effects`() async throws {
            try await Phone.connected(agents: 0) { phone, waggle in
                let messages = (1...1_000).map { ("wamid.batch.\($0)", "goal: batch number \($0) done") }
                let started = ContinuousClock.now
                #expect(try await phone.webhook(["body": Self.body(messages)])["status"] == 200)
                let taken = ContinuousClock.now - started
                let goals = try await waggle.eventually("a thousand goals", within: .seconds(60)) {
                    let goals = try await waggle.get("/v1/goals?limit=2000").array ?? []
                    return goals.count >= 1_000 ? goals : nil
                }
                print(
                    "a batch of 1,000 messages: taken after \(taken), all effects after \(ContinuousClock.now - started)"
                )
                #expect(Set(goals.compactMap { $0["text"]?.string }).count == 1_000)
                // The same batch again has none.
                #expect(try await phone.webhook(["body": Self.body(messages)])["status"] == 200)
                try await phone.say("whoami", id: "wamid.after")
                _ = try await waggle.eventually("the message behind it") {
                    try await waggle.events().last { $0["type"] == "message.sent" }
                }
                #expect(try await waggle.get("/v1/goals?limit=2000").array?.count == 1_000)
            }
        }
    }
}
