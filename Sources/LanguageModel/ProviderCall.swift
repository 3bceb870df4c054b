import HTTPClient
import Vocabulary

/// Calls one endpoint in its dialect: tries, pauses, streams, and says what went wrong.
struct ProviderCall: Sendable {
    let endpoint: ModelEndpoint
    let dialect: any ModelDialect
    let client: HTTPClient
    let environment: ModelEnvironment
    let policy: ModelRetryPolicy
    /// Answers that may be longer than so many tokens are streamed, so that a stall is noticed early.
    let streamsAbove: Int

    private static let maxResponseBytes = 32 * 1_024 * 1_024
    private static let maxErrorBytes = 256 * 1_024

    private struct Failure: Error {
        var error: LanguageModelError
        var retryAfter: Duration?
        /// Part of the answer had come: trying again would pay twice.
        var hasBegun = false
    }

    func complete(_ request: ModelRequest) async throws -> ModelReply {
        var attempt = 1
        while true {
            do { return try await tryOnce(request) } catch let failure as Failure {
                let pause = policy.pause(
                    after: attempt, failure.error, retryAfter: failure.retryAfter, random: environment.random())
                guard let pause, !failure.hasBegun else { throw failure.error }
                try await environment.sleep(pause)
                attempt += 1
            }
        }
    }

    /// The names of the models the endpoint offers: also the cheapest proof that address and key hold.
    func modelNames() async throws -> [String] {
        let request = HTTPClientRequest(
            url: endpoint.baseURL + dialect.modelsPath, headers: dialect.headers(key: endpoint.key),
            timeout: .seconds(20), maxResponseBytes: 4 * 1_024 * 1_024)
        let response: HTTPClientResponse
        do { response = try await client.send(request) } catch let error as HTTPClientError {
            throw LanguageModelError(error, at: endpoint)
        }
        guard response.status == 200 else {
            throw failure(status: response.status, response.headers, response.body, model: "").error
        }
        let models = JSONValue(parsing: response.body)?["data"]?.array ?? []
        return models.compactMap { $0["id"]?.string }.sorted()
    }

    private func tryOnce(_ request: ModelRequest) async throws -> ModelReply {
        let isStreaming = request.maxTokens > streamsAbove
        let body = Array(try dialect.body(of: request, isStreaming: isStreaming).canonical.utf8)
        let headers = dialect.headers(key: endpoint.key) + [("Content-Type", "application/json")]
        let httpRequest = HTTPClientRequest(
            method: "POST", url: endpoint.baseURL + dialect.completionPath, headers: headers, body: body,
            timeout: isStreaming ? .seconds(3_600) : .seconds(600),
            stallTimeout: isStreaming ? endpoint.stallTimeout : nil,
            maxResponseBytes: Self.maxResponseBytes)
        do {
            let response = try await client.stream(httpRequest)
            guard response.status == 200 else {
                let body = try await collect(response.body, upTo: Self.maxErrorBytes)
                throw failure(status: response.status, response.headers, body, model: request.model)
            }
            if isStreaming, response.headers["content-type"]?.hasPrefix("text/event-stream") == true {
                return try await readStream(response, request)
            }
            return try readWhole(try await collect(response.body, upTo: Self.maxResponseBytes), request)
        } catch let error as HTTPClientError {
            throw Failure(error: LanguageModelError(error, at: endpoint))
        } catch let error as LanguageModelError {
            throw Failure(error: error)
        }
    }

    private func collect(_ body: HTTPClientBody, upTo limit: Int) async throws -> [UInt8] {
        var collected: [UInt8] = []
        for try await bytes in body {
            collected += bytes
            if collected.count >= limit { break }
        }
        return collected
    }

    private func readWhole(_ body: [UInt8], _ request: ModelRequest) throws -> ModelReply {
        guard let value = JSONValue(parsing: body) else {
            throw LanguageModelError(.malformed, "\(endpoint.name) answered something that is not JSON.")
        }
        return try dialect.reply(value, to: request)
    }

    private func readStream(_ response: HTTPClientStream, _ request: ModelRequest) async throws -> ModelReply {
        var parser = ServerSentEventParser()
        var accumulator = dialect.makeAccumulator()
        do {
            for try await bytes in response.body {
                for event in try parser.append(bytes) { try accumulator.receive(event) }
            }
            guard let body = accumulator.body() else {
                throw LanguageModelError(.network, "\(endpoint.name) ended its answer in the middle.")
            }
            return try dialect.reply(body, to: request)
        } catch let error as ModelStreamFailure {
            // The status was 200; what counts is the error's own type.
            let (code, message) = dialect.failure(status: 200, body: error.body)
            let described = LanguageModelError(code, status: nil, message, at: endpoint, model: request.model)
            throw Failure(error: described, hasBegun: accumulator.hasBegun)
        } catch let error as HTTPClientError {
            throw Failure(error: LanguageModelError(error, at: endpoint), hasBegun: accumulator.hasBegun)
        } catch let error as LanguageModelError {
            throw Failure(error: error, hasBegun: accumulator.hasBegun)
        }
    }

    private func failure(status: Int, _ headers: HTTPClientHeaders, _ body: [UInt8], model: String) -> Failure {
        let retryAfter = RetryAfter.read(headers, now: environment.now())
        let (said, message) = dialect.failure(status: status, body: JSONValue(parsing: body))
        let code = said == .rateLimit(retryAfter: nil) ? .rateLimit(retryAfter: retryAfter) : said
        let error = LanguageModelError(code, status: status, message, at: endpoint, model: model)
        return Failure(error: error, retryAfter: retryAfter)
    }
}
