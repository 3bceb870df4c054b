import HTTPServer
import Store
import Threading
import Vocabulary

/// The event log as Server-Sent Events, resumable with `Last-Event-ID`.
extension ControlPlane {
    func addEventRoutes(to routes: inout HTTPRoutes) {
        routes.on("GET", "/v1/events", longPoll: true) { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            let start = try await cursor(request)
            let swarm: SwarmID? = try await namedSwarm(request)
            if request.query["follow"] == "false" {
                let limit = try request.integer("limit", 1...1_000, or: 500)
                return HTTPResponse(
                    .array(
                        try await store.read { try $0.events(after: start, swarm: swarm, limit: limit) }
                            .map(SwarmJSON.event)))
            }
            return HTTPResponse { writer in
                try await stream(to: writer, from: start, swarm: swarm) {
                    _ = try await gatekeeper.caller(request, atLeast: .viewer)
                }
            }
        }
    }

    /// From where to read: the header of a reconnecting browser, the query, or the newest event.
    private func cursor(_ request: HTTPRequest) async throws -> Int64 {
        if let text = request.headers.first("last-event-id") ?? request.query["since"] ?? request.query["cursor"] {
            guard let cursor = Int64(text), cursor >= 0 else {
                throw APIError.badRequest("The cursor is not one of ours.")
            }
            return cursor
        }
        if request.query["follow"] == "false" { return 0 }
        return try await store.read { try $0.lastCursor() }
    }

    private func namedSwarm(_ request: HTTPRequest) async throws -> SwarmID? {
        guard let key = request.query["swarm"] else { return nil }
        let found = try await store.read { transaction -> SwarmID? in
            if let id = SwarmID(key), let swarm = try transaction.swarm(id) { return swarm.id }
            return try transaction.swarm(named: key)?.id
        }
        guard let found else { throw APIError.notFound("swarm \(key)") }
        return found
    }

    /// - Parameter check: Throws once the caller's token or session has ended; it is asked every twenty seconds.
    private func stream(
        to writer: any HTTPBodyWriter, from start: Int64, swarm: SwarmID?, check: () async throws -> Void
    ) async throws {
        var cursor = start
        var checked = ContinuousClock.now
        let wakes = store.wake(on: .events)
        try await writer.write(Array(": connected\n\n".utf8))
        while !Task.isCancelled {
            if ContinuousClock.now - checked >= .seconds(20) {
                try await check()
                checked = .now
            }
            let from = cursor
            let events = try await store.read { try $0.events(after: from, swarm: swarm, limit: 200) }
            guard let last = events.last else {
                // A comment now and then tells proxies and browsers that the stream lives.
                if await !wakes.wait(within: .seconds(20)) { try await writer.write(Array(": alive\n\n".utf8)) }
                continue
            }
            var text = ""
            for event in events {
                text += "id: \(event.cursor)\nevent: \(event.type.rawValue)\n"
                text += "data: \(SwarmJSON.event(event).canonical)\n\n"
            }
            try await writer.write(Array(text.utf8))
            cursor = last.cursor
        }
    }
}
