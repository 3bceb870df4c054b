// Reading a request and handing it to its handler.
extension Connection {
    func consumeHead(_ bytes: Span<UInt8>) throws(HTTPRefusal) -> Int {
        if !hasHeadBegun {
            hasHeadBegun = true
            setDeadline(milliseconds: loop.requestDeadlines.head)
        }
        guard let (head, used) = try parser.parse(bytes) else { return 0 }
        hasHeadBegun = false
        self.head = head
        keepsAlive = head.keepsAlive && !loop.isDraining
        try begin(hasMore: used < bytes.count)
        return used
    }

    /// Decides what a request may do before any of its body is read.
    private func begin(hasMore: Bool) throws(HTTPRefusal) {
        let target: RequestTarget
        let match: HTTPRoutes.Match
        if let known = loop.lastTarget, known.method == head.method, known.text == head.target {
            (target, match) = (known.target, .route(known.route, [:]))
        } else {
            target = try RequestTarget(head.target)
            match = loop.routes.match(head.method, target.segments)
            loop.note(target, match, of: head)
        }
        if let authority = target.authority { head.host = authority }
        try loop.policy.check(host: head.host, head.headers)
        var request = HTTPRequest(
            method: head.method, target: head.target, path: target.path, query: target.query, headers: head.headers,
            peer: peer)
        switch match {
        case .missing(let allowed):
            if head.hasBody { keepsAlive = false }
            route = nil
            phase = .handling
            deadline = .max
            answer(request) { [routes = loop.routes] request in try await routes.fallback(request, allowed) }
        case .route(let route, let parameters):
            request.parameters = parameters
            self.route = route
            self.request = request
            guard head.hasBody else { return dispatch() }
            try beginBody(limit: route.bodyLimit)
            if head.expectsContinue, !hasMore { put("HTTP/1.1 100 Continue\r\n\r\n") }
        }
    }

    private func beginBody(limit: Int) throws(HTTPRefusal) {
        if let length = head.contentLength, length > limit { throw ChunkedDecoder.tooLarge(limit) }
        phase = .body
        chunks = head.isChunked ? ChunkedDecoder(limit: limit) : nil
        let slowest = (head.contentLength ?? limit) / max(1, loop.configuration.deadlines.minimumBodyRate)
        setDeadline(milliseconds: max(loop.requestDeadlines.body, UInt64(clamping: slowest) * 1_000))
    }

    func consumeBody(_ bytes: Span<UInt8>) throws(HTTPRefusal) -> Int {
        var body = request?.body ?? []
        request?.body = []
        let before = body.count
        let used: Int
        let isDone: Bool
        if chunks != nil {
            used = try chunks?.decode(bytes, into: &body) ?? 0
            isDone = chunks?.isDone ?? true
        } else {
            let length = head.contentLength ?? 0
            used = min(bytes.count, length - body.count)
            if body.isEmpty { body.reserveCapacity(min(length, 64 * 1024)) }
            bytes.extracting(0..<used).withUnsafeBufferPointer { body.append(contentsOf: $0) }
            isDone = body.count == length
        }
        heldBytes += body.count - before
        loop.heldBytes += body.count - before
        request?.body = body
        guard loop.heldBytes <= loop.heldBytesLimit else {
            throw HTTPRefusal(503, "The server holds too many request bodies. Try again in a moment.")
        }
        if isDone { dispatch() }
        return used
    }

    func releaseBody() {
        loop.heldBytes -= heldBytes
        heldBytes = 0
        request = nil
        chunks = nil
    }

    private func dispatch() {
        guard let request, let route else { return }
        self.request = nil
        chunks = nil
        head.headers = HTTPHeaders()  // the request has them; a connection that waits should hold little
        phase = .handling
        deadline = .max
        switch route.action {
        case .answer(let handler): answer(request, handler)
        case .webSocket(let handler, let authorize): upgrade(request, handler, authorize)
        }
    }

    private func answer(_ request: HTTPRequest, _ handler: @escaping HTTPRoutes.Handler) {
        let loop = loop
        // Not a child of anything: it lives as long as the connection, whose close cancels it.
        task = Task(executorPreference: loop) {
            let response: HTTPResponse
            do { response = try await handler(request) } catch { response = loop.routes.onError(error, request) }
            loop.perform { self.complete(response) }
        }
    }
}
