import Crypto
import HTTPServer
import Orchestrator
import Store
import Threading
import Vocabulary

/// Makes a repeated POST with the same `Idempotency-Key` answer what the first one did.
///
/// The answer is remembered in the transaction of the effect (`AnswerOnce`). Keys are kept a day. The same key with another body is refused, and so is a second call while the first
/// is under way.
struct Idempotency: Sendable {
    private let store: Store
    private let underWay = Lock<Set<String>>([])

    init(store: Store) { self.store = store }

    /// What a call is answered with; nothing but the JSON is remembered.
    struct Answer: Sendable {
        var status = 200
        /// Nil has no body.
        var json: JSONValue?
        /// False for an answer that was no effect: the next call with the key tries anew.
        var isKept = true

        init(status: Int = 200, _ json: JSONValue?, isKept: Bool = true) {
            self.status = status
            self.json = json
            self.isKept = isKept
        }
    }

    /// A caller's key for one path and body.
    struct Key: Sendable {
        /// The caller is part of it: nobody reads another's answers.
        let scoped: String
        /// Of the body.
        let digest: String

        /// Nil where the request carries no key.
        ///
        /// - Throws: `APIError` 400 for a key that is empty or longer than 200 characters.
        init?(_ request: HTTPRequest, of caller: String) throws {
            guard let key = request.headers.first("idempotency-key") else { return nil }
            guard (1...200).contains(key.utf8.count) else {
                throw APIError.badRequest("An Idempotency-Key has 1 to 200 characters.")
            }
            scoped = SHA256.hex("\(caller)\n\(request.path)\n\(key)")
            digest = SHA256.hex(request.body)
        }

        fileprivate var stored: AnswerKey { AnswerKey(name: scoped, digest: digest) }

        /// A token that the same call makes again, and nobody who lacks the caller's own secret: so an answer can be
        /// repeated whose token is stored nowhere.
        func token(of secret: Secret) -> Token? {
            Token(random: HMACSHA256.code(for: Array("token\n\(scoped)\n\(digest)".utf8), key: secret))
        }
    }

    /// Performs an operation and answers what `encode` makes of its output, in one transaction; a repeated call is
    /// answered without performing anything.
    func perform<Operation: StoreOperation>(
        _ key: Key?, _ operation: Operation,
        _ encode: @escaping @Sendable (Operation.Output, WriteTransaction) throws -> Answer
    ) async throws -> HTTPResponse {
        try await exclusively(key) {
            let once = AnswerOnce(key: key?.stored, operation: operation) { output, transaction in
                let answer = try encode(output, transaction)
                return .init(status: answer.status, body: answer.json?.canonical, isKept: answer.isKept)
            }
            let answered = try await store.perform(once)
            guard let body = answered.body else { return HTTPResponse(status: answered.status) }
            return HTTPResponse(status: answered.status, json: Array(body.utf8))
        }
    }

    /// As `perform`, for an effect outside the database: its answer is remembered right behind it.
    func remembering(
        _ key: Key?, _ body: () async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        try await exclusively(key) {
            guard let key else { return try await body() }
            if let known = try await store.read({ try $0.answer(to: key.stored) }) {
                return HTTPResponse(status: known.status, json: Array((known.body ?? "").utf8))
            }
            let response = try await body()
            if (200..<300).contains(response.status), case .bytes(let bytes) = response.body {
                let text = String(decoding: bytes, as: UTF8.self)
                // The effect may have cost money: a database that goes away just now must not have it made again.
                try await store.performSurely(Remember(key: key, status: response.status, body: text))
            }
            return response
        }
    }

    private func exclusively(
        _ key: Key?, _ body: () async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        guard let key else { return try await body() }
        guard underWay.withLock({ $0.insert(key.scoped).inserted }) else {
            throw APIError(status: 409, type: "conflict", detail: "A call with this Idempotency-Key is under way.")
        }
        defer { underWay.withLock { _ = $0.remove(key.scoped) } }
        do { return try await body() } catch is AnswerKey.Reused {
            throw APIError(status: 422, type: "conflict", detail: "This Idempotency-Key was used with another body.")
        }
    }

    private struct Remember: StoreOperation {
        let key: Key
        let status: Int
        let body: String

        func perform(in transaction: WriteTransaction) throws {
            try transaction.remember(key.scoped, digest: key.digest, status: status, body: body)
        }
    }
}
