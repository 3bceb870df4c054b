/// The route table: what a server answers where.
///
/// A pattern is a path whose segments are literal, a capture `{id}` (one segment, not empty) or, as the last one, a tail
/// `{rest...}` (all that follows). A literal beats a capture beats a tail, from the left; then the earlier route wins.
/// `HEAD` is answered from `GET` routes without the body.
package struct HTTPRoutes: Sendable {
    package typealias Handler = @Sendable (HTTPRequest) async throws -> HTTPResponse
    package typealias WebSocketHandler = @Sendable (HTTPRequest, WebSocket) async -> Void
    package typealias Authorizer = @Sendable (HTTPRequest) async -> HTTPResponse?

    /// Answers what no route answers.
    ///
    /// The second argument is empty where nothing has that path (404), else the methods
    /// it has (405). The request's body is not read.
    package var fallback: @Sendable (HTTPRequest, [String]) async throws -> HTTPResponse = { request, allowed in
        if allowed.isEmpty { return HTTPResponse(problem: 404, detail: "There is nothing at \(request.path).") }
        let methods = allowed.joined(separator: ", ")
        var response = HTTPResponse(problem: 405, detail: "\(request.path) answers \(methods).")
        response.headers.set("allow", methods)
        return response
    }

    /// Turns what a handler threw into an answer: `CancellationError` into 503, anything else into 500, without its text.
    ///
    /// Whoever sets it decides what of it is worth a line in the log; the server itself writes none for it.
    package var onError: @Sendable (any Error, HTTPRequest) -> HTTPResponse = { error, _ in
        if error is CancellationError {
            return HTTPResponse(problem: 503, detail: "The request was ended before it was done. Try again.")
        }
        return HTTPResponse(problem: 500, detail: "Something went wrong on the server. The operator's log has more.")
    }

    private var exact: [[String]: [HTTPRoute]] = [:]
    private var patterned: [HTTPRoute] = []

    package init() {}

    /// Adds a route.
    ///
    /// - Parameters:
    ///   - bodyLimit: the most bytes of a body; a request that announces or sends more is answered 413 unread.
    ///   - longPoll: cancels the handler's task when the peer closes its side; elsewhere the handler finishes.
    package mutating func on(
        _ method: String, _ pattern: String, bodyLimit: Int = 1 << 20, longPoll: Bool = false,
        _ handler: @escaping Handler
    ) {
        add(
            HTTPRoute(
                method: method, pattern: pattern, bodyLimit: bodyLimit, isLongPoll: longPoll, action: .answer(handler)))
    }

    /// Adds a WebSocket (RFC 6455).
    ///
    /// `authorize` answers the request instead of upgrading it, or returns nil to go on. The socket closes with 1000
    /// when the handler returns; the handler's task is cancelled when the peer has gone.
    package mutating func webSocket(
        _ pattern: String, _ handler: @escaping WebSocketHandler, authorize: @escaping Authorizer = { _ in nil }
    ) {
        add(
            HTTPRoute(
                method: "GET", pattern: pattern, bodyLimit: 0, isLongPoll: false,
                action: .webSocket(handler, authorize: authorize)))
    }

    private mutating func add(_ route: HTTPRoute) {
        if route.isExact {
            exact[route.segments.map { if case .literal(let text) = $0 { text } else { "" } }, default: []].append(
                route)
            return
        }
        let ranks = route.segments.map(\.rank)
        let index = patterned.firstIndex { ranks.lexicographicallyPrecedes($0.segments.map(\.rank)) }
        patterned.insert(route, at: index ?? patterned.count)
    }

    /// Every route's method and pattern, in no particular order.
    package var all: [(method: String, pattern: String)] {
        (exact.values.flatMap { $0 } + patterned).map { ($0.method, $0.pattern) }
    }

    /// Answers a request without a connection, as the server would once its body has come.
    package func answer(_ request: HTTPRequest) async -> HTTPResponse {
        var request = request
        do {
            let path = request.path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            switch match(request.method, path) {
            case .missing(let allowed): return try await fallback(request, allowed)
            case .route(let route, let captures):
                request.parameters = captures
                switch route.action {
                case .answer(let handler): return try await handler(request)
                case .webSocket(_, let authorize):
                    return await authorize(request)
                        ?? HTTPResponse(problem: 426, detail: "\(request.path) is a WebSocket.")
                }
            }
        } catch { return onError(error, request) }
    }

    enum Match {
        case route(HTTPRoute, [String: String])
        case missing(allowed: [String])
    }

    /// Finds the route of a method and a path, given as its decoded segments.
    func match(_ method: String, _ path: [String]) -> Match {
        var asGET: (HTTPRoute, [String: String])?
        var allowed: Set<String> = []
        func look(_ route: HTTPRoute, _ captures: [String: String]) -> Match? {
            if route.method == method { return .route(route, captures) }
            if method == "HEAD", route.method == "GET", asGET == nil { asGET = (route, captures) }
            allowed.insert(route.method)
            return nil
        }
        for route in exact[path] ?? [] {
            if let found = look(route, [:]) { return found }
        }
        for route in patterned {
            if let captures = route.captures(path), let found = look(route, captures) { return found }
        }
        if let (route, captures) = asGET { return .route(route, captures) }
        if allowed.contains("GET") { allowed.insert("HEAD") }
        return .missing(allowed: allowed.sorted())
    }
}
