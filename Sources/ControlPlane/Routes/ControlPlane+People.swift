import HTTPServer
import Orchestrator
import Store
import Vocabulary

/// What becomes of people after they were admitted: further identities, another role.
extension ControlPlane {
    func addPeopleRoutes(to routes: inout HTTPRoutes) {
        routes.post("/v1/people/{name}/identities", bodyLimit: 16 << 10, self) { call in
            let name = try call.request.parameter("name")
            guard let (provider, external) = Self.identity(try call.request.json()["identity"]?.string) else {
                throw APIError.badRequest("identity is provider:id, like whatsapp:16505551234.")
            }
            let link = LinkIdentity(name: name, provider: provider, external: external, by: call.principal)
            return try await call.perform(link) { try Self.answer(name, in: $1) }
        }
        routes.post("/v1/people/{name}/role", bodyLimit: 16 << 10, self) { call in
            let name = try call.request.parameter("name")
            guard let role = try call.request.json()["role"]?.string.flatMap({ Role(name: $0) }) else {
                throw APIError.badRequest("role is viewer, operator or admin.")
            }
            let change = ChangeRole(name: name, role: role, by: call.principal)
            return try await call.perform(change) { try Self.answer(name, in: $1) }
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

    private static func answer(_ name: String, in transaction: ReadTransaction) throws -> Idempotency.Answer {
        guard let record = try transaction.principal(named: name) else {
            throw APIError.notFound("person called \(name)")
        }
        return Idempotency.Answer(try person(record, in: transaction))
    }
}
