import Crypto
import HTTPServer
import Orchestrator
import Store
import Vocabulary

/// Signing in, people, tokens, the audit log.
extension ControlPlane {
    func addAccessRoutes(to routes: inout HTTPRoutes) {
        routes.on("POST", "/v1/sessions", bodyLimit: 4 << 10) { try await signIn($0) }
        routes.on("DELETE", "/v1/sessions") { request in
            let caller = try await gatekeeper.caller(request, atLeast: .viewer)
            // A copy of the cookie is worth nothing afterwards.
            if caller.isSession {
                _ = try await store.perform(RevokeToken(id: caller.token, by: caller.principal.id))
            }
            var response = HTTPResponse(status: 204)
            response.headers.set("set-cookie", "\(Gatekeeper.cookie)=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict")
            return response
        }
        routes.on("GET", "/v1/me") { request in
            let caller = try await gatekeeper.caller(request, atLeast: .viewer)
            return HTTPResponse([
                "name": .string(caller.principal.name), "role": .string(caller.principal.role.name),
            ])
        }
        routes.on("GET", "/v1/people") { request in
            _ = try await gatekeeper.caller(request, atLeast: .admin)
            let page = try Page(request)
            let people = try await store.read { transaction in
                try transaction.principals().map { try Self.person($0, in: transaction) }
            }
            return page.slice(people) { $0 }
        }
        routes.post("/v1/people", bodyLimit: 16 << 10, self) { try await admit($0) }
        routes.on("GET", "/v1/tokens") { request in
            _ = try await gatekeeper.caller(request, atLeast: .admin)
            return try Page(request).slice(try await store.read { try $0.tokens() }, Self.json)
        }
        routes.post("/v1/tokens", bodyLimit: 16 << 10, self) { try await issue($0) }
        routes.on("DELETE", "/v1/tokens/{id}") { request in
            let caller = try await gatekeeper.caller(request, atLeast: .admin)
            guard let id = Int64(try request.parameter("id")),
                try await store.perform(RevokeToken(id: id, by: caller.principal.id))
            else { throw APIError.notFound("such token") }
            return HTTPResponse(status: 204)
        }
        routes.on("GET", "/v1/audit") { request in
            _ = try await gatekeeper.caller(request, atLeast: .admin)
            let limit = try request.integer("limit", 1...100_000, or: 10_000)
            let cursor = try request.query["cursor"].map { text in
                guard let cursor = AuditRecord.Cursor(text) else {
                    throw APIError.badRequest("The cursor is not one of ours.")
                }
                return cursor
            }
            let records = try await store.read { try $0.audit(after: cursor, limit: limit) }
            var response = HTTPResponse(.array(records.map(AuditJSON.encode)))
            if records.count == limit, let last = records.last {
                response.headers.set("waggle-next-cursor", last.cursor.description)
            }
            return response
        }
    }

    private func signIn(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let code = try request.json()["code"]?.string.flatMap({ Token($0) }) else {
            throw APIError.badRequest("code is missing or damaged: it stands behind the # of the sign-in link.")
        }
        // A repeated call with its key gets the session it was not told of; nobody else has the code and the key.
        let key = try Idempotency.Key(request, of: "code \(HexEncoding.encode(code.digest))")
        let session = key?.token(of: code.secret) ?? Token.generate()
        let signIn = SignIn(code: code.digest, session: session.digest)
        var response = try await idempotency.perform(key, signIn) { principal, _ in
            guard principal != nil else {
                throw APIError(
                    status: 401, type: "unauthorized",
                    detail: "This sign-in link was used before or has expired. "
                        + "Make a new one with: waggle token create --page")
            }
            return Idempotency.Answer(status: 204, nil)
        }
        response.headers.set(
            "set-cookie",
            "\(Gatekeeper.cookie)=\(session.secret.expose()); Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict")
        return response
    }

    private func admit(_ call: PersonCall) async throws -> HTTPResponse {
        let body = try call.request.json()
        guard let name = body["name"]?.string, (1...80).contains(name.count) else {
            throw APIError.badRequest("name is missing: what the person is called.")
        }
        guard let role = Role(name: body["role"]?.string ?? "operator") else {
            throw APIError.badRequest("role is viewer, operator or admin.")
        }
        var provider: Provider?
        var external: String?
        if let text = body["identity"]?.string {
            guard let identity = Self.identity(text) else {
                throw APIError.badRequest("identity is provider:id, like whatsapp:16505551234.")
            }
            (provider, external) = identity
        }
        let admit = AdmitPrincipal(
            name: name, role: role, provider: provider, external: external, by: call.principal)
        return try await call.perform(admit) { id, _ in
            Idempotency.Answer(status: 201, ["id": .string("\(id)"), "name": .string(name)])
        }
    }

    private func issue(_ call: PersonCall) async throws -> HTTPResponse {
        let body = try call.request.json()
        let kinds: [String: TokenRecord.Kind] = ["person": .person, "page": .signIn, "agent": .join]
        guard let kind = kinds[body["kind"]?.string ?? "person"] else {
            throw APIError.badRequest("kind is person, page or agent.")
        }
        var principal = call.principal
        if let name = body["person"]?.string {
            guard let other = try await store.read({ try $0.principal(named: name) }) else {
                throw APIError.notFound("person called \(name)")
            }
            principal = other.id
        }
        // The answer is remembered without the token, which the same call makes once more.
        let token = call.key?.token(of: call.caller.secret) ?? Token.generate()
        let lifetime: Duration? = kind == .person ? nil : .seconds(900)
        let issue = IssueToken(
            digest: token.digest, kind: kind, label: String((body["label"]?.string ?? "").prefix(80)),
            principal: principal, lifetime: lifetime, issuer: call.principal)
        let response = try await call.perform(issue) { id, _ in
            Idempotency.Answer(status: 201, ["id": .string("\(id)")])
        }
        guard case .bytes(let bytes) = response.body, let id = JSONValue(parsing: bytes)?["id"] else { return response }
        return HTTPResponse(status: 201, ["id": id, "token": .string(token.secret.expose())])
    }

    private static func json(_ token: TokenRecord) -> JSONValue {
        [
            "id": .string("\(token.id)"), "kind": .string(token.kind.rawValue), "label": .string(token.label),
            "created_at": .string("\(token.createdAt)"),
            "expires_at": token.expiresAt.map { .string("\($0)") } ?? .null,
            "revoked_at": token.revokedAt.map { .string("\($0)") } ?? .null,
        ]
    }
}
