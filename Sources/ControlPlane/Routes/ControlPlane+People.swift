import HTTPServer
import Orchestrator
import Store
import Vocabulary

/// What becomes of people after they were admitted: further identities, another role.
extension ControlPlane {
    func addPeopleRoutes(to routes: inout HTTPRoutes) {
        routes.post("/v1/people/{name}/identities", bodyLimit: 16 << 10, idempotency) { request in
            let caller = try await gatekeeper.caller(request, atLeast: .admin)
            let name = try request.parameter("name")
            guard let (provider, external) = Self.identity(try request.json()["identity"]?.string) else {
                throw APIError.badRequest("identity is provider:id, like whatsapp:16505551234.")
            }
            try await store.perform(
                LinkIdentity(name: name, provider: provider, external: external, by: caller.principal.id))
            return try await personResponse(name)
        }
        routes.post("/v1/people/{name}/role", bodyLimit: 16 << 10, idempotency) { request in
            let caller = try await gatekeeper.caller(request, atLeast: .admin)
            let name = try request.parameter("name")
            guard let role = try request.json()["role"]?.string.flatMap({ Role(name: $0) }) else {
                throw APIError.badRequest("role is viewer, operator or admin.")
            }
            try await store.perform(ChangeRole(name: name, role: role, by: caller.principal.id))
            return try await personResponse(name)
        }
    }

    /// Splits `provider:id` of a chat whose messages come from outside; nil for anything else.
    static func identity(_ text: String?) -> (Provider, String)? {
        let parts = (text ?? "").split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[1].utf8.count <= 200, let provider = Provider(rawValue: parts[0]),
            provider != .terminal, provider != .page
        else { return nil }
        return (provider, parts[1])
    }

    static func person(_ person: PrincipalRecord, in transaction: ReadTransaction) throws -> JSONValue {
        [
            "name": .string(person.name), "role": .string(person.role.name),
            "identities": .array(try transaction.identities(of: person.id).map { .string($0) }),
        ]
    }

    private func personResponse(_ name: String) async throws -> HTTPResponse {
        let json = try await store.read { transaction -> JSONValue? in
            try transaction.principal(named: name).map { try Self.person($0, in: transaction) }
        }
        guard let json else { throw APIError.notFound("person called \(name)") }
        return HTTPResponse(json)
    }
}
