import Glibc
import HTTPServer
import Threading

/// A server with a route for every kind of handler, and what its handlers report.
struct SampleServer: Sendable {
    let port: UInt16
    let server: HTTPServer
    let reports: Reports

    /// Lines that handlers and the server's log leave behind, which a test can wait for.
    final class Reports: Sendable {
        private struct State {
            var lines: [String] = []
            var waiters: [(line: String, continuation: CheckedContinuation<Void, Never>)] = []
        }

        private let state = Lock(State())

        var lines: [String] { state.withLock { $0.lines } }

        func add(_ line: String) {
            let woken = state.withLock { state in
                state.lines.append(line)
                let woken = state.waiters.filter { line.contains($0.line) }
                state.waiters.removeAll { line.contains($0.line) }
                return woken
            }
            for waiter in woken { waiter.continuation.resume() }
        }

        /// How many lines there are when no new one has come for that long; blocks, for scripts.
        func count(untilQuietFor seconds: Double) -> Int {
            var count = -1
            while count != lines.count {
                count = lines.count
                usleep(UInt32(seconds * 1_000_000))
            }
            return count
        }

        /// Returns when a line that contains `line` has been reported.
        func wait(for line: String) async {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if state.lines.contains(where: { $0.contains(line) }) { return true }
                    state.waiters.append((line, continuation))
                    return false
                }
                if isThere { continuation.resume() }
            }
        }
    }

    struct Broken: Error {}

    /// Starts a server, runs the test, and ends it.
    static func run<Result>(
        host: String = "127.0.0.1", loops: Int = 1,
        _ configure: (inout HTTPServerConfiguration) -> Void = { _ in },
        _ routes: (inout HTTPRoutes, Reports) -> Void = { _, _ in },
        _ body: (SampleServer) async throws -> Result
    ) async throws -> Result {
        let reports = Reports()
        var configuration = HTTPServerConfiguration(host: host, port: 0, loops: loops, log: { reports.add($0) })
        configuration.deadlines.linger = .milliseconds(500)
        configuration.slowTurn = .seconds(60)
        configure(&configuration)
        var table = sampleRoutes(reports)
        routes(&table, reports)
        let server = HTTPServer(configuration, table)
        let sample = SampleServer(port: try server.start(), server: server, reports: reports)
        do {
            let result = try await body(sample)
            await server.drain(within: .zero)
            return result
        } catch {
            await server.drain(within: .zero)
            throw error
        }
    }

    private static func sampleRoutes(_ reports: Reports) -> HTTPRoutes {
        var routes = HTTPRoutes()
        routes.on("GET", "/hello") { _ in HTTPResponse(text: "hello") }
        routes.on("GET", "/peer") { HTTPResponse(text: $0.peer) }
        routes.on("GET", "/query") { request in
            HTTPResponse(
                text: request.query.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ";"))
        }
        routes.on("POST", "/echo") { request in
            HTTPResponse(status: 200, headers: ["content-type": "application/octet-stream"], body: .bytes(request.body))
        }
        routes.on("POST", "/count") { HTTPResponse(text: String($0.body.count)) }
        routes.on("POST", "/small", bodyLimit: 10) { HTTPResponse(text: String($0.body.count)) }
        routes.on("GET", "/items/{id}") { HTTPResponse(text: "item " + ($0.parameters["id"] ?? "")) }
        routes.on("GET", "/broken") { _ in throw Broken() }
        routes.on("GET", "/split") { _ in
            HTTPResponse(status: 200, headers: ["x-a": "1\r\nx-evil: 2", "bad name": "3"], body: .bytes([]))
        }
        routes.on("GET", "/slow") { _ in try await wait("slow", reports) }
        routes.on("GET", "/poll", longPoll: true) { _ in try await wait("poll", reports) }
        routes.on("GET", "/events") { _ in
            HTTPResponse(eventStream: { writer in
                reports.add("events began")
                try await writer.write(Array("data: 1\n\n".utf8))
                do { try await Task.sleep(for: .seconds(60)) } catch {
                    reports.add("events cancelled")
                    throw error
                }
            })
        }
        routes.on("GET", "/big") { _ in
            HTTPResponse(
                body: .stream { writer in
                    let piece = [UInt8](repeating: 65, count: 64 * 1024)
                    do {
                        for _ in 0..<320 { try await writer.write(piece) }
                    } catch {
                        reports.add("big cut off")
                        throw error
                    }
                })
        }
        routes.on("GET", "/cut") { _ in
            HTTPResponse(
                body: .stream { writer in
                    try await writer.write(Array("half".utf8))
                    throw Broken()
                })
        }
        routes.webSocket("/socket") { _, socket in
            while let message = await socket.receive() {
                do { try await socket.send(message) } catch { break }
            }
            reports.add("socket ended")
        }
        return routes
    }

    /// Waits a minute, reporting when it begins and when it is cancelled; `release` of the same name ends it.
    private static func wait(_ name: String, _ reports: Reports) async throws -> HTTPResponse {
        reports.add("\(name) began")
        let release = Task { await reports.wait(for: "release \(name)") }
        try await withTaskCancellationHandler {
            await release.value
            try Task.checkCancellation()
        } onCancel: {
            reports.add("\(name) cancelled")
            reports.add("release \(name)")
        }
        return HTTPResponse(text: "\(name) done")
    }

    func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n" }
}
