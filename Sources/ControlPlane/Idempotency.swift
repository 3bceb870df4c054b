import Crypto
import HTTPServer
import Store
import Threading
import Vocabulary

/// Makes a repeated POST with the same `Idempotency-Key` answer what the first one did.
///
/// Keys are kept a day. The same key with another body is a conflict, and so is a second call while the first is under way.
struct Idempotency: Sendable {
    private let store: Store
    private let gatekeeper: Gatekeeper
    private let underWay = Lock<Set<String>>([])

    init(store: Store, gatekeeper: Gatekeeper) {
        self.store = store
        self.gatekeeper = gatekeeper
    }

    /// Lets in who has the role, before anything is read, answered or remembered.
    func answer(
        _ request: HTTPRequest, atLeast role: Role, _ handler: HTTPRoutes.Handler
    ) async throws -> HTTPResponse {
        let caller = try await gatekeeper.caller(request, atLeast: role)
        guard let key = request.headers.first("idempotency-key") else { return try await handler(request) }
        guard (1...200).contains(key.utf8.count) else {
            throw APIError.badRequest("An Idempotency-Key has 1 to 200 characters.")
        }
        // The caller is part of the key: nobody reads another's answers.
        let scoped = SHA256.hex("\(caller.principal.id)\n\(request.path)\n\(key)")
        let digest = SHA256.hex(request.body)
        guard underWay.withLock({ $0.insert(scoped).inserted }) else {
            throw APIError(status: 409, type: "conflict", detail: "A call with this Idempotency-Key is under way.")
        }
        defer { underWay.withLock { _ = $0.remove(scoped) } }
        if let known = try await store.read({ try $0.remembered(scoped) }) {
            guard known.digest == digest else {
                throw APIError(
                    status: 422, type: "conflict", detail: "This Idempotency-Key was used with another body.")
            }
            return HTTPResponse(status: known.status, json: Array(known.body.utf8))
        }
        let response = try await handler(request)
        if (200..<300).contains(response.status), case .bytes(let bytes) = response.body {
            try await store.perform(
                Remember(
                    key: scoped, digest: digest, status: response.status, body: String(decoding: bytes, as: UTF8.self)))
        }
        return response
    }

    private struct Remember: StoreOperation {
        let key: String
        let digest: String
        let status: Int
        let body: String

        func perform(in transaction: WriteTransaction) throws {
            try transaction.remember(key, digest: digest, status: status, body: body)
        }
    }
}

extension HTTPRoutes {
    /// A POST of people and programs, which may carry an `Idempotency-Key`; `Endpoint` says who may call it.
    mutating func post(
        _ pattern: String, bodyLimit: Int, _ idempotency: Idempotency, _ handler: @escaping Handler
    ) {
        let role = Endpoint.role("POST", pattern)
        on("POST", pattern, bodyLimit: bodyLimit) { try await idempotency.answer($0, atLeast: role, handler) }
    }
}
