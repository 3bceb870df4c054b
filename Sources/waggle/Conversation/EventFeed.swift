import CommandLine
import HTTPClient
import Vocabulary

/// The event stream of a control plane: opened again, where it left off, when it breaks.
struct EventFeed {
    private static let lineLimit = 4 << 20

    let client: ControlPlaneClient
    /// Only events of that swarm.
    var swarm: String?

    /// Hands over every event after the cursor (nil: from now on) until `body` returns false or the task is cancelled.
    ///
    /// - Parameter onConnect: called whenever the stream stands, before its first event.
    /// - Throws: what the first connection throws; a later break is waited out.
    func follow(
        since cursor: String?, onConnect: () async throws -> Void = {}, _ body: (JSONValue) async throws -> Bool
    ) async throws {
        var cursor = cursor
        var failures = 0
        while !Task.isCancelled {
            do {
                var query = cursor.map { [("since", $0)] } ?? []
                if let swarm { query.append(("swarm", swarm)) }
                // A living stream says something every twenty seconds.
                let stream = try await client.open("GET", "/v1/events", query, stall: .seconds(60))
                try await onConnect()
                failures = 0
                var line: [UInt8] = []
                for try await bytes in stream.body {
                    for byte in bytes {
                        guard byte == 10 else {
                            line.append(byte)
                            continue
                        }
                        defer { line.removeAll(keepingCapacity: true) }
                        guard let event = Self.event(line) else { continue }
                        cursor = event["cursor"]?.string ?? cursor
                        if try await !body(event) { return }
                    }
                    guard line.count <= Self.lineLimit else {
                        throw ClientProblem("the event stream is not one of ours.")
                    }
                }
            } catch let problem as ClientProblem where failures == 0 && cursor == nil {
                throw problem
            } catch is HTTPClientError {
                // Broken off: the loop opens it again.
            } catch let problem as ClientProblem where problem.exitCode != .failed && problem.exitCode != .degraded {
                throw problem
            } catch is ClientProblem {
                // The control plane is being started again, perhaps.
            }
            failures += 1
            guard failures <= 30 else { throw ClientProblem("the control plane at \(client.url) is gone.") }
            try await Task.sleep(for: .seconds(min(failures, 5)))
        }
    }

    /// The event of a `data:` line, else nil.
    static func event(_ line: [UInt8]) -> JSONValue? {
        guard line.starts(with: "data:".utf8) else { return nil }
        return JSONValue(parsing: line.dropFirst(5))
    }
}
