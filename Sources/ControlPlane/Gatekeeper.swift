package import HTTPServer
package import Store
package import Vocabulary
package import Crypto

/// Finds out who calls: a bearer token, or the page's cookie.
package struct Gatekeeper: Sendable {
    static let cookie = "waggle_session"

    /// Who calls, and how.
    package struct Caller: Sendable {
        package let principal: PrincipalRecord
        /// A browser's session, whose changing calls also need the page's header.
        package let isSession: Bool
        /// The token that was shown: the session's, or the person's.
        package let token: Int64
        /// The secret of that token.
        let secret: Secret
    }

    private let store: Store
    private let refusals = RefusalLimit()

    package init(store: Store) { self.store = store }

    /// The person behind the request, with at least that role.
    ///
    /// - Throws: `APIError` 401 or 403.
    package func caller(_ request: HTTPRequest, atLeast role: Role) async throws -> Caller {
        guard let (token, isSession) = credential(of: request) else { throw APIError.unauthorized }
        // A page of another site cannot set this header without asking first, which no answer of ours allows.
        if isSession, request.method != "GET", request.headers.first("x-waggle-page") == nil {
            throw APIError.forbidden("A change from a browser needs the page's own header.")
        }
        let digest = token.digest
        try refusals.check(request, digest: digest, at: store.now)
        let found = try await store.read { transaction -> (PrincipalRecord, Int64)? in
            guard let record = try transaction.token(digest: digest), record.revokedAt == nil,
                record.expiresAt.map({ $0 > transaction.now }) ?? true,
                record.kind == (isSession ? .session : .person)
            else { return nil }
            guard let principal = try record.principal.flatMap({ try transaction.principal($0) }) else { return nil }
            return (principal, record.id)
        }
        guard let (principal, id) = found else {
            refusals.refused(request, digest: digest, at: store.now)
            throw APIError.unauthorized
        }
        refusals.admittedPerson(digest)
        guard principal.role >= role else {
            throw APIError.forbidden("This takes the role \(role.name); you are \(principal.role.name).")
        }
        return Caller(principal: principal, isSession: isSession, token: id, secret: token.secret)
    }

    /// Admits a viewer to figures, which are wanted most while nobody can be looked up: then to whoever was known lately.
    ///
    /// - Throws: As `caller`.
    package func watcher(_ request: HTTPRequest) async throws {
        do { _ = try await caller(request, atLeast: .viewer) } catch StoreError.unavailable(let why) {
            guard let (token, _) = credential(of: request), refusals.isOfPerson(token.digest) else {
                throw StoreError.unavailable(why)
            }
        }
    }

    /// The token of an agent's or joining agent's request.
    package func bearer(_ request: HTTPRequest) throws -> Token {
        guard let (token, isSession) = credential(of: request), !isSession else { throw APIError.unauthorized }
        return token
    }

    /// Looks a credential up, unless too many wrong ones came from its address.
    ///
    /// - Throws: `APIError` 401 where `body` finds nothing, 429 where it is not even asked.
    func admit<Found>(
        _ token: Token, of request: HTTPRequest, _ body: () async throws -> Found?
    ) async throws -> Found {
        let digest = token.digest
        try refusals.check(request, digest: digest, at: store.now)
        guard let found = try await body() else {
            refusals.refused(request, digest: digest, at: store.now)
            throw APIError.unauthorized
        }
        refusals.admitted(digest)
        return found
    }

    private func credential(of request: HTTPRequest) -> (Token, isSession: Bool)? {
        if let header = request.headers.first("authorization") {
            guard header.lowercased().hasPrefix("bearer ") else { return nil }
            return Token(String(header.dropFirst(7))).map { ($0, false) }
        }
        for header in request.headers.all("cookie") {
            for pair in header.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1).map { $0.drop { $0 == " " } }
                if parts.count == 2, parts[0] == Self.cookie { return Token(String(parts[1])).map { ($0, true) } }
            }
        }
        return nil
    }
}
