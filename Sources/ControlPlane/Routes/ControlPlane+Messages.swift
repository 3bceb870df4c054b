import ChatBridge
import Crypto
import HTTPServer
import Orchestrator
import Store
import Vocabulary

/// Messages of the page, the terminal and programs.
extension ControlPlane {
    func addMessageRoutes(to routes: inout HTTPRoutes) {
        routes.on("POST", "/v1/messages", bodyLimit: 23 << 20) { try await post($0) }
        routes.on("GET", "/v1/conversations/{id}/messages") { try await messages($0) }
    }

    private func post(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await gatekeeper.caller(request, atLeast: .viewer)
        let direct: DirectMessage
        do { direct = try DirectMessage(try request.json()) } catch let error as ChatBridgeError {
            throw APIError(
                status: error.kind == .tooLarge ? 413 : 422, type: "invalid", detail: error.description)
        }
        let speaker = try await speaker(direct.sender, caller)
        let provider: Provider = caller.isSession ? .page : .terminal
        // The caller's own key makes a repeated call one message; without one every call is a message of its own.
        let key = request.headers.first("idempotency-key") ?? HexEncoding.encode(SecureRandom.bytes(16))
        guard (1...200).contains(key.utf8.count) else {
            throw APIError.badRequest("An Idempotency-Key has 1 to 200 characters.")
        }
        let name = direct.conversation ?? "main"
        let address = Self.address(name, of: caller.principal.id)
        let taken: MessageID?
        do {
            taken = try await inbox.take(direct, from: speaker, provider: provider, conversation: address, key: key)
        } catch StoreError.unavailable {
            // Nothing was taken; how things stood when the database was last read is said all the same.
            let known = await lastKnown.snapshot()?.text
            throw APIError(
                status: 503, type: "unavailable", detail: Readiness(store.health.state).refusal(known))
        }
        let id =
            if let taken { taken } else {
                try await store.read { try $0.incomingMessage(providerKey: "\(speaker):\(key)", provider, address) }
            }
        return HTTPResponse(
            status: 202, ["id": id.map { .string("\($0)") } ?? .null, "conversation": .string(name)])
    }

    /// Conversations are their caller's own: two people's `main` never meet.
    static func address(_ name: String, of principal: PrincipalID) -> String { "\(principal)/\(name)" }

    /// Admins may speak for another principal (`waggle say --as`).
    private func speaker(_ name: String?, _ caller: Gatekeeper.Caller) async throws -> PrincipalID {
        guard let name, name != caller.principal.name else { return caller.principal.id }
        guard caller.principal.role == .admin else {
            throw APIError.forbidden("Only an admin may speak for somebody else.")
        }
        guard let other = try await store.read({ try $0.principal(named: name) }) else {
            throw APIError.notFound("person called \(name)")
        }
        return other.id
    }

    private func messages(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await gatekeeper.caller(request, atLeast: .viewer)
        let name = try request.parameter("id")
        let limit = try request.integer("limit", 1...500, or: 200)
        let after = MessageID(try request.cursor() ?? 0)
        let isFirst = request.query["cursor"] == nil
        let address = Self.address(name, of: caller.principal.id)
        let preferred: Provider = caller.isSession ? .page : .terminal
        let records = try await store.read { transaction -> [MessageRecord]? in
            for provider in [preferred, preferred == .page ? .terminal : .page] {
                guard let known = try transaction.conversation(provider, address) else { continue }
                return isFirst
                    ? try transaction.newestMessages(of: known.id, limit: limit)
                    : try transaction.messages(of: known.id, after: after, limit: limit)
            }
            return nil
        }
        let found = records ?? []
        let next = !isFirst && found.count == limit ? found.last?.id.value : nil
        return try Page(request).response(.array(found.map(Self.json)), next: next)
    }

    static func json(_ message: MessageRecord) -> JSONValue {
        let payload = message.payload.flatMap { JSONValue(parsing: $0.utf8) }
        return [
            "id": .string("\(message.id)"), "direction": message.isOutgoing ? "out" : "in",
            "text": .string(message.text),
            "blocks": message.isOutgoing ? MessageBlocks.json(message.text) : .null,
            "buttons": .array(message.buttons.map { ["id": .string($0.id), "title": .string($0.title)] }),
            "in_reply_to": message.inReplyTo.map { .string("\($0)") } ?? .null,
            "swarm": message.swarm.map { .string("\($0)") } ?? .null, "at": .string("\(message.at)"),
            // Of what came in: the caller's Idempotency-Key, the pressed button and under which message it stood, and
            // the files' names.
            "key": (message.isOutgoing ? nil : message.providerKey).flatMap(callersKey) ?? .null,
            "button": payload?["button"] ?? .null, "reply_to": payload?["replyTo"] ?? .null,
            "attachments": .array(
                (payload?["attachments"]?.array ?? []).map {
                    ["name": $0["name"] ?? .null, "media_type": $0["mediaType"] ?? .null]
                }),
        ]
    }

    /// The key within `principal:key`.
    private static func callersKey(_ key: String) -> JSONValue? {
        key.firstIndex(of: ":").map { .string(String(key[key.index(after: $0)...])) }
    }
}
