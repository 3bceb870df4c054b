import CommandLine
import Vocabulary

/// A conversation with the control plane through its API.
struct Conversation {
    let client: ControlPlaneClient
    let name: String

    /// Posts a message; its id.
    func post(_ message: [String: JSONValue]) async throws -> Int64 {
        var body = message
        body["conversation"] = .string(name)
        let answer = try await client.post("/v1/messages", .object(body))
        guard let id = answer["id"]?.string.flatMap({ Int64($0) }) else {
            throw ClientProblem("the control plane took the message without a number; look into “waggle chat”.")
        }
        return id
    }

    /// The messages after the one with that id, oldest first; nil gives the newest ones.
    func messages(after id: Int64?, limit: Int = 200) async throws -> [ChatMessage] {
        let cursor = id.map { [("cursor", "\($0)")] } ?? []
        let path = "/v1/conversations/\(ControlPlaneClient.segment(name))/messages"
        let list = try await client.get(path, cursor + [("limit", "\(limit)")])
        return (list.array ?? []).compactMap(ChatMessage.init)
    }

    /// Whether one of the swarms is being planned just now.
    func isPlanning(_ swarms: Set<String>) async throws -> Bool {
        for swarm in swarms.sorted() {
            let state = try? await client.get(SwarmCommands.path(swarm))["state"]?.string
            if state == SwarmState.planning.rawValue { return true }
        }
        return false
    }
}
